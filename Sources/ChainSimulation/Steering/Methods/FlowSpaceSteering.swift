internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Re-dividing the flow space: wildcard rules give each instance a part of the clients, and when instances or weights
/// change the space is divided anew, as PLayer and SIMPLE do it by the paper's account (Stratos § 2.1).
///
/// Clients are told apart by address, and by port where a box has put its own address in the place of theirs.
struct FlowSpaceSteering: SteeringMethod {
    private var hops: HopByHop?
    private var programs: [DatapathID: SwitchProgram] = [:]

    mutating func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages] {
        let hops = HopByHop(policy, after: hops)
        var next = hops.baseProgram()
        next.add(hops.dividedRules(for: hops.decisions))
        defer { (self.hops, programs) = (hops, next) }
        return programs.messages(to: next)
    }
}

extension HopByHop {
    /// The rules of decisions with the flow space divided among the active instances of the next function.
    func dividedRules(for decisions: [HopDecision]) -> [(DatapathID, RuleKey, Rule)] {
        rules(for: decisions) { decision, function, port in
            let shares = FlowSpaceShares(activeInstances(of: function, in: decision.tenant))
            return shares.blocks.flatMap { block in
                let target = block.instance.attachment.entry(decision.direction)
                let instructions = send(from: port.datapath, to: target)
                return decision.classes.flatMap { Self.matches($0, decision, block) }.map { ($0, instructions) }
            }
        }
    }

    private static func matches(
        _ traffic: TrafficClass, _ decision: HopDecision, _ block: FlowSpaceShares.Block
    ) -> [[MatchField]] {
        guard decision.isIdentified, let part = FlowSpaceShares.prefix(block, of: traffic.source) else {
            return traffic.matches(decision.direction, clientPort: FlowSpaceShares.clientPort(block))
        }
        var narrowed = traffic
        narrowed.source = part
        return narrowed.matches(decision.direction)
    }
}
