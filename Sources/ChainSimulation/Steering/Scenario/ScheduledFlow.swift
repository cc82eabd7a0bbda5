internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// A flow that a scenario opens, and what the policy asks for its packets.
struct ScheduledFlow: Hashable, Sendable {
    let id: Int
    let flow: FiveTuple
    let ingress: SwitchPort
    /// The names under which its ends are attached.
    let source: String
    let destination: String
    /// The functions that its packets pass, in order.
    let functions: [FunctionID]
    /// How many turns it lives.
    let lifetime: Int
    /// What each of its packets carries: the one that opens it first, then in turn.
    let payloads: [Payload]
    /// When its packets are sent, from the start of a burst.
    let arrival: Duration
    /// How long the boxes work on its packets, box by box.
    let processing: [Duration]

    func payload(of packet: Int) -> Payload { payloads.isEmpty ? .empty : payloads[packet % payloads.count] }

    /// How long after the start of a burst a packet has left so many boxes.
    func time(behind boxes: Int) -> Duration { processing.prefix(boxes).reduce(arrival, +) }
}
