public import NetworkTypes

/// A source NAT: packets from the left leave with the box's address and a port of its own, replies are put back.
///
/// Echoes get an identifier of the box's, and of ICMP errors the packet that they quote is translated as well. It
/// forgets nothing while it lives, and does not know replies to flows that it did not see start.
public struct SourceNATBox: EmulatedBox {
    public let link: RoutedLink?
    private var translation: SourceTranslation
    private var fragments = FragmentMemory()

    /// - Parameters:
    ///   - address: `nil` for a box that leaves addresses as they are.
    ///   - ports: `nil` for one that leaves ports as they are; of two flows that then look alike the second is dropped.
    public init(address: IPAddress?, ports: ClosedRange<UInt16>? = 20_000...60_000, link: RoutedLink? = nil) {
        translation = SourceTranslation(address: address, ports: ports)
        self.link = link
    }

    public var address: IPAddress? { translation.address }
    public var ports: ClosedRange<UInt16>? { translation.ports }

    /// How many flows it translates.
    public var flowCount: Int { translation.table.count }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard link?.accepts(packet, on: side) ?? true else { return .drop("not addressed to the box") }
        guard let result = translate(packet, from: side) else {
            return .drop(side == .left ? "nothing to translate it to" : "reply to an unknown flow")
        }
        return .emit(link?.forward(result, to: side.opposite) ?? result, on: side.opposite)
    }

    private mutating func translate(_ packet: Packet, from side: BoxSide) -> Packet? {
        if packet.quoted != nil { return translation.table.translate(error: packet, isOutward: side == .left) }
        guard let flow = fragments.flow(of: packet) else { return nil }
        guard let translated = side == .left ? translation.outward(flow) : translation.inward(flow) else { return nil }
        var result = packet
        result.translatable = translated
        return result
    }
}
