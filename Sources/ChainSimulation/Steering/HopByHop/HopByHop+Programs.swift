internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension HopByHop {
    /// Rules that wait for packets at every port where a decision is due.
    ///
    /// Where there is only one way to go, the rule is the same for all methods. A reply to the own address of a
    /// rewriting box goes to that box; anybody else's function is handed to `choose`.
    func rules(
        for decisions: [HopDecision],
        choose: (HopDecision, FunctionID, SwitchPort) -> [(match: [MatchField], instructions: [Instruction])]
    ) -> [(DatapathID, RuleKey, Rule)] {
        decisions.flatMap { decision in
            decision.ports.flatMap { port in
                ways(decision, at: port, choose).map { way in
                    let key = RuleKey(.ingress, priority: decision.rank, [.inPort(port.port)] + way.match)
                    return (port.datapath, key, Rule(way.instructions, cookie: RuleCookie.shared, isEntry: true))
                }
            }
        }
    }

    private func ways(
        _ decision: HopDecision, at port: SwitchPort,
        _ choose: (HopDecision, FunctionID, SwitchPort) -> [(match: [MatchField], instructions: [Instruction])]
    ) -> [(match: [MatchField], instructions: [Instruction])] {
        switch decision.next {
        case .endpoint(let endpoint):
            guard let target = self.port(of: endpoint, in: decision.tenant) else { return [] }
            let instructions = send(from: port.datapath, to: target)
            return decision.classes.flatMap { $0.matches(decision.direction) }.map { ($0, instructions) }
        case .function(let function):
            guard decision.direction == .reverse, rewrites(function, in: decision.tenant) else {
                return choose(decision, function, port)
            }
            return instances(of: function, in: decision.tenant).flatMap { instance in
                repliesTo(instance, decision).map { ($0, send(from: port.datapath, to: instance.attachment.right)) }
            }
        }
    }

    private func repliesTo(_ instance: ServiceInstance, _ decision: HopDecision) -> [[MatchField]] {
        decision.classes.flatMap { traffic in
            var own = traffic
            own.source = IPPrefix(host: SimulatedNetwork.ownAddress(of: instance))
            return own.matches(.reverse)
        }
    }
}

extension [DatapathID: SwitchProgram] {
    mutating func add(_ rules: [(DatapathID, RuleKey, Rule)]) {
        for (datapath, key, rule) in rules { self[datapath]?.rules[key] = rule }
    }

    /// The messages that turn these programs into others.
    func messages(to next: [DatapathID: SwitchProgram]) -> [SwitchMessages] {
        PlanUpdate(from: self, to: next).steps.flatMap(\.messages)
    }
}
