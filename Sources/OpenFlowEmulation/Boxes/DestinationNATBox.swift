public import NetworkTypes

/// A destination NAT: packets from the left to a public address go to a server behind it, replies are put back.
public struct DestinationNATBox: EmulatedBox {
    public let publicAddress: IPAddress
    public let server: IPAddress
    public let link: RoutedLink?
    private var table = TranslationTable()

    public init(publicAddress: IPAddress, server: IPAddress, link: RoutedLink? = nil) {
        self.publicAddress = publicAddress
        self.server = server
        self.link = link
    }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard link?.accepts(packet, on: side) ?? true else { return .drop("not addressed to the box") }
        guard let flow = packet.fiveTuple else { return .drop("no flow to translate") }
        guard let translated = side == .left ? outward(flow) : table.inside(ofReply: flow)?.reversed else {
            return .drop("reply to an unknown flow")
        }
        var result = link?.forward(packet, to: side.opposite) ?? packet
        result.fiveTuple = translated
        return .emit(result, on: side.opposite)
    }

    private mutating func outward(_ flow: FiveTuple) -> FiveTuple {
        var outer = flow
        if flow.destination == publicAddress { outer.destination = server }
        table.insert(flow, outer)
        return outer
    }
}
