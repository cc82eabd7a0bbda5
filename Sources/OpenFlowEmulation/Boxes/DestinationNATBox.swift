public import NetworkTypes

/// A destination NAT: packets from the left to a public address go to a server behind it, replies are put back.
public struct DestinationNATBox: EmulatedBox {
    /// `nil` for a box that sends everything to the server.
    public let publicAddress: IPAddress?
    public let server: IPAddress
    public let link: RoutedLink?
    private var table = TranslationTable()
    private var fragments = FragmentMemory()

    public init(publicAddress: IPAddress?, server: IPAddress, link: RoutedLink? = nil) {
        self.publicAddress = publicAddress
        self.server = server
        self.link = link
    }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard link?.accepts(packet, on: side) ?? true else { return .drop("not addressed to the box") }
        guard let result = translate(packet, from: side) else {
            return .drop(side == .left ? "nothing to translate it to" : "reply to an unknown flow")
        }
        return .emit(link?.forward(result, to: side.opposite) ?? result, on: side.opposite)
    }

    private mutating func translate(_ packet: Packet, from side: BoxSide) -> Packet? {
        if packet.quoted != nil { return table.translate(error: packet, isOutward: side == .left) }
        guard let flow = fragments.flow(of: packet) else { return nil }
        guard let translated = side == .left ? outward(flow) : table.inside(ofReply: flow)?.reversed else { return nil }
        var result = packet
        result.translatable = translated
        return result
    }

    private mutating func outward(_ flow: FiveTuple) -> FiveTuple? {
        var outer = flow
        let isMeant = publicAddress.map { $0 == flow.destination } ?? (flow.destination.family == server.family)
        if isMeant { outer.destination = server }
        return table.insert(flow, outer) ? outer : nil
    }
}
