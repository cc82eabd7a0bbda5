import NetworkTypes
import OpenFlowEmulation
import Stratos
import TestSupport

/// Traffic whose packets can be told apart: each has a sequence number and a payload of its own.
struct TappedTraffic: Sendable {
    struct Flow: Sendable {
        let flow: FiveTuple
        let port: SwitchPort
        var sequence: UInt32
        /// The boxes that its first packet and the answer have visited.
        var visits: [String] = []
        var replyVisits: [String] = []
    }

    let fabric: EmulatedFabric
    var random: SeededGenerator

    init(_ fabric: EmulatedFabric, seed: UInt64) {
        self.fabric = fabric
        random = SeededGenerator(seed: seed)
    }

    /// A new TCP flow with its handshake; `nil` where no answer came.
    mutating func open(from source: IPAddress, to destination: IPAddress, _ service: TransportPort, at port: SwitchPort)
        -> Flow?
    {
        let tuple = FiveTuple(
            source: source, destination: destination, transport: .tcp,
            sourcePort: TransportPort(rawValue: .random(in: 1024...65_000, using: &random)), destinationPort: service)
        var flow = Flow(flow: tuple, port: port, sequence: .random(in: 1...(.max), using: &random))
        let walks = send(&flow, .syn, length: 0)
        guard walks.count == 2, let first = walks.first, let last = walks.last, last.deliveries.count == 1 else {
            return nil
        }
        (flow.visits, flow.replyVisits) = (first.boxes, last.boxes)
        _ = send(&flow, .ack, length: 0)
        return flow
    }

    /// A packet with a payload and its answer.
    ///
    /// - Returns: true where both arrived by the boxes that the flow has visited before.
    mutating func exchange(_ flow: inout Flow) -> Bool {
        let walks = send(&flow, .ack, length: 120)
        guard walks.count == 2, let last = walks.last?.deliveries.first else { return false }
        return walks.first?.boxes == flow.visits && walks.last?.boxes == flow.replyVisits
            && last.packet.fiveTuple == flow.flow.reversed
    }

    private mutating func send(_ flow: inout Flow, _ flags: TCPFlags, length: Int) -> [Walk] {
        var packet = Packet(flow.flow, flags: flags, payload: Payload(id: random.next(), length: length))
        packet.sequence = flow.sequence
        packet.destination = AddressResolution().virtualMAC
        flow.sequence &+= flags.contains(.syn) ? 1 : UInt32(length)
        return fabric.exchange(packet, from: flow.port)
    }
}
