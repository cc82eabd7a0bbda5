public import NetworkTypes

/// A source NAT: packets from the left leave with the box's address and a port of its own, replies are put back.
///
/// It forgets nothing while it lives, and does not know replies to flows that it did not see start.
public struct SourceNATBox: EmulatedBox {
    public let address: IPAddress
    public let ports: ClosedRange<UInt16>
    public let link: RoutedLink?
    private var table = TranslationTable()

    public init(address: IPAddress, ports: ClosedRange<UInt16> = 20_000...60_000, link: RoutedLink? = nil) {
        self.address = address
        self.ports = ports
        self.link = link
    }

    /// How many flows it translates.
    public var flowCount: Int { table.count }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard link?.accepts(packet, on: side) ?? true else { return .drop("not addressed to the box") }
        guard let flow = packet.fiveTuple, flow.source.family == address.family else {
            return .drop("no flow to translate")
        }
        guard let translated = side == .left ? outward(flow) : inward(flow) else {
            return .drop(side == .left ? "no port left" : "reply to an unknown flow")
        }
        var result = link?.forward(packet, to: side.opposite) ?? packet
        result.fiveTuple = translated
        return .emit(result, on: side.opposite)
    }

    private mutating func outward(_ flow: FiveTuple) -> FiveTuple? {
        if let known = table.outside(of: flow) { return known }
        var outer = flow
        outer.source = address
        if flow.transport.hasPorts {
            guard let free = table.allocate(outer, ports: ports) else { return nil }
            outer = free
        }
        table.insert(flow, outer)
        return outer
    }

    private func inward(_ flow: FiveTuple) -> FiveTuple? { table.inside(ofReply: flow)?.reversed }
}
