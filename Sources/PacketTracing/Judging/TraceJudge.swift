internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// Holds walks against what a policy asks of a flow.
struct TraceJudge {
    private let decision: SteeringDecision
    private let ingress: SwitchPort
    private let tenant: Tenant?
    private let names: TraceNames

    init(_ decision: SteeringDecision, from ingress: SwitchPort, _ policy: Policy, _ names: TraceNames) {
        self.decision = decision
        self.ingress = ingress
        self.names = names
        tenant = policy[tenant: decision.tenant]
    }

    func faults(of walks: [Walk]) -> [String] {
        guard let request = walks.first else { return ["no packet was sent"] }
        let chain = tenant?[chain: decision.chain]
        let far = decision.beginner == .source ? chain?.destination : chain?.source
        let near = decision.beginner == .source ? chain?.source : chain?.destination
        let found = sequence(of: request) + arrival(of: request, at: far, "it")
        guard found.isEmpty else { return found }
        guard walks.count > 1 else { return ["nobody answers it"] }
        return way(back: walks[1], of: request) + arrival(of: walks[1], at: near, "the reply")
    }

    // MARK: Functions

    /// Functions in line are passed in order; a tap is right wherever its copy is taken.
    private func sequence(of walk: Walk) -> [String] {
        let passed = names.functions(passedBy: walk)
        let inline = passed.filter { !isTap($0) }
        let right = decision.sequences.filter { $0.filter { !isTap($0) } == inline }
        guard !right.isEmpty else { return ["it passes \(list(passed)), but \(owner) asks for \(asked)"] }
        let taps = Set(passed.filter(isTap))
        guard right.contains(where: { Set($0.filter(isTap)) == taps }) else {
            return ["copies go to \(list(passed.filter(isTap))), but \(owner) asks for \(asked)"]
        }
        return []
    }

    private var owner: String { "chain '\(decision.chain)'" }

    private var asked: String { decision.sequences.map(list).joined(separator: ", or ") }

    private func list(_ functions: [FunctionID]) -> String {
        functions.isEmpty ? "no function" : functions.map(\.name).joined(separator: ", ")
    }

    private func isTap(_ function: FunctionID) -> Bool { tenant?[function: function]?.insertion == .tap }

    /// Replies pass the same instances in reverse, or none.
    private func way(back reply: Walk, of request: Walk) -> [String] {
        let inline = { (walk: Walk) in walk.boxes.filter { !isTap(names.instances[$0]?.instance.function ?? "") } }
        let right = decision.direction == .symmetric ? inline(request).reversed() : []
        guard inline(reply) != right else { return [] }
        let shown = { (boxes: [String]) in
            boxes.isEmpty ? "no box" : boxes.map { names.instances[$0]?.instance.id.name ?? $0 }.joined(separator: ", ")
        }
        return ["the reply passes \(shown(inline(reply))) instead of \(shown(right))"]
    }

    // MARK: Ends

    private func arrival(of walk: Walk, at endpoint: EndpointID?, _ what: String) -> [String] {
        var faults: [String] = []
        let deliveries = walk.deliveries
        for delivery in deliveries
        where names.endpoints[delivery.endpoint]?.endpoint != endpoint
            || names.endpoints[delivery.endpoint]?.tenant != decision.tenant
        {
            faults.append("\(what) reaches '\(names.endpoint(delivery))' instead of '\(endpoint?.name ?? "nobody")'")
        }
        if deliveries.count > 1 { faults.append("\(what) arrives \(deliveries.count) times") }
        let losses = walk.losses.filter { !isKept($0) }.compactMap { LossText.text(of: $0, names) }
        if deliveries.isEmpty {
            faults.append("\(what) does not arrive" + (losses.isEmpty ? "" : ": \(losses.joined(separator: "; "))"))
        } else {
            faults += losses.map { "a copy is lost: \($0)" }
        }
        return faults
    }

    /// A tap keeps what it gets.
    private func isKept(_ loss: WalkEvent) -> Bool {
        guard case .droppedByBox(let name, _, _) = loss else { return false }
        return isTap(names.instances[name]?.instance.function ?? "")
    }
}
