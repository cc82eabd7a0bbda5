public import ChainComposition
public import NetworkTypes
public import OpenFlowEmulation

/// Flows through an emulated fabric, packet by packet, with a record of the boxes that each has visited.
///
/// ```swift
/// var traffic = EmulatedTraffic(fabric)
/// let first = traffic.open(flow, from: port)       // SYN, SYN-ACK, ACK
/// …                                                // change the deployment
/// let next = traffic.exchange(flow, from: port)    // a packet and its reply
/// next.visits == first.visits                      // false where the flow has moved
/// ```
public struct EmulatedTraffic: Sendable {
    public let fabric: EmulatedFabric
    /// Where hosts send everything.
    public var gateway: MACAddress
    /// Packets sent so far, replies not counted.
    public private(set) var packets = 0

    public init(_ fabric: EmulatedFabric, addressResolution: AddressResolution = AddressResolution()) {
        self.fabric = fabric
        gateway = addressResolution.virtualMAC
    }

    /// What became of a packet and of its reply.
    public struct Exchange: Hashable, Sendable {
        /// The boxes that the packet visited, in order.
        public let visits: [String]
        /// The boxes that the reply visited; `nil` where there was none.
        public let replyVisits: [String]?
        /// Who got the packet and the reply.
        public let deliveries: [[Walk.Delivery]]
        /// Every way in which either was lost.
        public let losses: [WalkEvent]

        /// True where exactly one packet arrived in each direction, and nothing was lost.
        public var isComplete: Bool { deliveries.map(\.count) == [1, 1] && losses.isEmpty }
    }

    /// Sends the first packet of a flow; a TCP handshake is finished at once, since trackers soon forget half of one.
    public mutating func open(_ flow: FiveTuple, from port: SwitchPort) -> Exchange {
        let first = exchange(flow, [.syn], from: port)
        if flow.transport == .tcp, first.isComplete { _ = send(flow, [.ack], from: port, rounds: 1) }
        return first
    }

    /// Sends another packet of a flow, which the far end answers.
    public mutating func exchange(_ flow: FiveTuple, from port: SwitchPort) -> Exchange {
        exchange(flow, [.ack], from: port)
    }

    /// Closes a TCP flow in both directions. Other flows end by falling silent.
    @discardableResult
    public mutating func close(_ flow: FiveTuple, from port: SwitchPort) -> Exchange? {
        guard flow.transport == .tcp else { return nil }
        let last = exchange(flow, [.fin, .ack], from: port)
        _ = send(flow, [.ack], from: port, rounds: 1)
        return last
    }

    private mutating func exchange(_ flow: FiveTuple, _ flags: TCPFlags, from port: SwitchPort) -> Exchange {
        let walks = send(flow, flags, from: port, rounds: 2)
        return Exchange(
            visits: walks.first?.boxes ?? [], replyVisits: walks.count > 1 ? walks[1].boxes : nil,
            deliveries: walks.map(\.deliveries), losses: walks.flatMap(\.losses))
    }

    private mutating func send(_ flow: FiveTuple, _ flags: TCPFlags, from port: SwitchPort, rounds: Int) -> [Walk] {
        packets += 1
        var packet = Packet(flow, flags: flags)
        packet.destination = gateway
        return fabric.exchange(packet, from: port, rounds: rounds)
    }
}
