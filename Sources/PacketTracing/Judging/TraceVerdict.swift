internal import ChainComposition
internal import NetworkTypes
internal import OpenFlowEmulation
public import ServiceChaining

/// Whether a packet and its reply went where the policy wants them.
public struct TraceVerdict: Hashable, Sendable {
    /// What the policy says of the flow.
    public let asked: SteeringVerdict
    /// The functions that the packet passed, in order, taps among them.
    public let passed: [FunctionID]
    /// Everything that is not as the policy asks; empty where all is.
    public let faults: [String]

    public var isRight: Bool { faults.isEmpty }

    /// One line: `passes firewall, snat, as chain 'web' of tenant 'acme' asks`.
    public var summary: String {
        guard isRight else { return "not what the policy asks: " + faults.joined(separator: "; ") }
        switch asked {
        case .chain(let decision):
            let functions =
                passed.isEmpty ? "passes no function" : "passes \(passed.map(\.name).joined(separator: ", "))"
            return "\(functions), as chain '\(decision.chain)' of tenant '\(decision.tenant)' asks"
        case .noChain(let reason): return "belongs to no chain (\(reason.text)) and reaches nobody, as it should"
        }
    }

    init(on flow: FiveTuple, from ingress: SwitchPort, walks: [Walk], _ policy: Policy, _ names: TraceNames) {
        asked = PolicyEvaluator(policy).evaluate(flow, at: ingress)
        passed = walks.first.map { names.functions(passedBy: $0) } ?? []
        switch asked {
        case .chain(let decision):
            faults = TraceJudge(decision, from: ingress, policy, names).faults(of: walks)
        case .noChain:
            faults = walks.flatMap(\.deliveries).map { "it belongs to no chain, but reaches '\(names.endpoint($0))'" }
        }
    }
}

extension NoChainReason {
    /// In words.
    public var text: String {
        switch self {
        case .unknownIngress: "no endpoint is attached where it enters"
        case .noMatch: "none that starts there matches"
        case .ambiguous(let chains): "several match alike: \(chains.map(\.name).joined(separator: ", "))"
        case .closed(let chain, let function):
            "chain '\(chain)' is closed while no instance of '\(function)' is healthy"
        }
    }
}

extension TraceNames {
    func endpoint(_ delivery: Walk.Delivery) -> String {
        endpoints[delivery.endpoint]?.endpoint.name ?? delivery.endpoint
    }

    /// The functions of the boxes that were visited.
    func functions(passedBy walk: Walk) -> [FunctionID] {
        walk.boxes.map { instances[$0]?.instance.function ?? FunctionID($0) }
    }
}
