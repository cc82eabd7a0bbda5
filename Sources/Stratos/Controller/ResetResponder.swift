internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
import Synchronization

/// Tells both ends of a TCP connection whose instance has failed that it is over.
final class ResetResponder: Sendable {
    private let ends = Mutex(ConnectionEnds(SteeringPlan()))

    func update(_ plan: SteeringPlan) {
        let next = ConnectionEnds(plan)
        ends.withLock { $0 = next }
    }

    /// The answer to a packet of a path and direction.
    ///
    /// - Parameter isTracked: whether switches track connections; the reset then goes through the tracker, which takes
    ///   note that the connection is over.
    func answer(_ packet: PacketIn, mark: UInt32, isTracked: Bool) -> [(DatapathID, [Message.Body])] {
        guard let pair = ends.withLock({ $0[mark] }), let reset = TCPReset(answering: packet.data) else { return [] }
        let frames = [(pair.sender, reset.backward), (pair.receiver, reset.forward ?? [])]
        return frames.compactMap { end, frame in
            guard let end, !frame.isEmpty else { return nil }
            let track = end.zone.flatMap { isTracked ? $0 : nil }.map {
                [Action.conntrack(ConntrackAction(zone: .immediate($0.rawValue)))]
            }
            let actions =
                (track ?? []) + (end.mac.map { [.setField(.ethernetDestination($0))] } ?? []) + [.output(end.port.port)]
            return (end.port.datapath, [.packetOut(PacketOut(inPort: .controller, actions: actions, data: frame))])
        }
    }

    /// Answers what the resident engine's switches send.
    var resident: PacketInAnswer {
        { [self] _, packet in
            RuleCookie.mark(of: packet.cookie).map { answer(packet, mark: $0, isTracked: true) } ?? []
        }
    }
}
