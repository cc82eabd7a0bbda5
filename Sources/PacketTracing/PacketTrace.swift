public import ChainComposition
public import NetworkTypes
public import OpenFlowEmulation
public import ServiceChaining

/// The way of a packet and of its reply, table by table and box by box, and whether it is what the policy asks for.
///
/// ```swift
/// let trace = PacketTrace(of: flow, from: port, walks: network.exchange(packet, from: port), in: network, policy, plan)
/// print(TraceText(.detailed).text(of: trace))
/// guard trace.verdict.isRight else { … }
/// ```
///
/// A trace is a value made from walks that have been walked: on emulated switches that hold what a policy compiles to,
/// or on emulated switches that hold what was read from real ones.
public struct PacketTrace: Hashable, Sendable {
    public let flow: FiveTuple
    /// Where the packet entered, in words: `endpoint 'client' of tenant 'acme'`.
    public let origin: String
    /// The packet's walk, then that of the reply, if there was one.
    public let walks: [TracedWalk]
    public let verdict: TraceVerdict

    /// - Parameters:
    ///   - walks: the packet's and, where somebody answered, the reply's.
    ///   - network: the switches that were walked, to show their rules.
    ///   - plan: explains paths; the rules may hold others.
    public init(
        of flow: FiveTuple, from ingress: SwitchPort, walks: [Walk], in network: EmulatedNetwork, _ policy: Policy,
        _ plan: SteeringPlan
    ) {
        let names = TraceNames(policy, plan)
        self.flow = flow
        origin = names.owner(of: ingress)
        self.walks = walks.prefix(2).enumerated().map { index, walk in
            var assembler = TraceAssembler(network, names)
            return TracedWalk(direction: index == 0 ? .request : .reply, sections: assembler.sections(of: walk))
        }
        verdict = TraceVerdict(on: flow, from: ingress, walks: walks, policy, names)
    }
}

/// One packet's way.
public struct TracedWalk: Hashable, Sendable {
    public let direction: Direction
    public let sections: [TraceSection]

    public enum Direction: String, Hashable, Sendable {
        case request, reply
    }

    /// The instances that were visited, in order.
    public var instances: [InstanceID] {
        sections.compactMap { if case .box(let visit) = $0 { visit.instance } else { nil } }
    }
}
