public import NetworkTypes

/// A firewall that lets through only flows whose start it saw, so that a broken affinity is visible as a drop.
///
/// A TCP flow starts with a SYN, any other with its first packet. Where only the left may start flows, packets from the
/// right pass only as replies. ICMP errors pass with the flow that they quote, and fragments with their first.
public struct StatefulFirewallBox: EmulatedBox {
    /// The flows that it knows, in the direction from left to right.
    public private(set) var flows: Set<FiveTuple> = []
    public let link: RoutedLink?
    /// The sides from which flows may start.
    public let admits: Set<BoxSide>
    private var fragments = FragmentMemory()

    public init(admits: Set<BoxSide> = [.left], link: RoutedLink? = nil) {
        self.admits = admits
        self.link = link
    }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard link?.accepts(packet, on: side) ?? true else { return .drop("not addressed to the box") }
        guard let flow = packet.quoted?.translatable.reversed ?? fragments.flow(of: packet) else {
            return .drop("no flow")
        }
        let known = side == .left ? flow : flow.reversed
        if packet.quoted == nil, admits.contains(side), Self.starts(packet, flow) { flows.insert(known) }
        guard flows.contains(known) else { return .drop("flow without a start") }
        return .emit(link?.forward(packet, to: side.opposite) ?? packet, on: side.opposite)
    }

    private static func starts(_ packet: Packet, _ flow: FiveTuple) -> Bool {
        guard flow.transport == .tcp else { return true }
        return packet.tcpFlags.contains(.syn) && !packet.tcpFlags.contains(.ack)
    }
}
