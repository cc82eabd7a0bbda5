public import NetworkTypes

/// The meaning of a policy: which functions a flow has to pass.
///
/// It reads the chains one by one and shares nothing with the rule compiler, so that compiled rules can be held against
/// it. Use it to explain a policy or to test; a switch decides by rules.
///
/// ```swift
/// let verdict = PolicyEvaluator(policy).evaluate(flow, at: SwitchPort(1, 2))
/// verdict.functions     // ["firewall", "proxy"]
/// ```
public struct PolicyEvaluator: Sendable {
    public let policy: Policy

    public init(_ policy: Policy) {
        self.policy = policy
    }

    /// What holds for a new flow whose first packet enters at a switch port.
    ///
    /// - Complexity: O(tenants × endpoints + chains of the tenant × prefixes and ports).
    public func evaluate(_ flow: FiveTuple, at ingress: SwitchPort) -> SteeringVerdict {
        for tenant in policy.tenants {
            let here = tenant.endpoints.filter { $0.attachment?.port == ingress }
            if !here.isEmpty { return evaluate(flow, from: here, of: tenant) }
        }
        return .noChain(.unknownIngress)
    }

    /// What holds for a new flow that an endpoint of a tenant starts, attached or not.
    public func evaluate(_ flow: FiveTuple, from endpoint: EndpointID, of tenant: TenantID) -> SteeringVerdict {
        guard let tenant = policy[tenant: tenant], let endpoint = tenant[endpoint: endpoint] else {
            return .noChain(.unknownIngress)
        }
        return evaluate(flow, from: [endpoint], of: tenant)
    }

    private func evaluate(_ flow: FiveTuple, from endpoints: [Endpoint], of tenant: Tenant) -> SteeringVerdict {
        let matching = tenant.chains.flatMap { chain in
            ServiceFunctionChain.End.allCases.filter { covers(chain, begunBy: $0, flow, from: endpoints, of: tenant) }
                .map { (chain: chain, beginner: $0) }
        }
        guard let highest = matching.map(\.chain.priority).max() else { return .noChain(.noMatch) }
        let winners = matching.filter { $0.chain.priority == highest }
        guard winners.count == 1, let winner = winners.first else {
            return .noChain(.ambiguous(winners.map(\.chain.id)))
        }
        switch tenant.functionsInService(of: winner.chain) {
        case .passed(let functions):
            var chain = winner.chain
            chain.functions = functions
            return .chain(SteeringDecision(chain, of: tenant.id, begunBy: winner.beginner))
        case .stopped(let function): return .noChain(.closed(winner.chain.id, function))
        }
    }

    /// True where a chain takes a flow that one of the endpoints begins.
    private func covers(
        _ chain: ServiceFunctionChain, begunBy beginner: ServiceFunctionChain.End, _ flow: FiveTuple,
        from endpoints: [Endpoint], of tenant: Tenant
    ) -> Bool {
        switch beginner {
        case .source:
            endpoints.contains { $0.id == chain.source } && self.chain(chain, of: tenant, covers: flow)
        case .destination:
            chain.initiator == .either && endpoints.contains { $0.id == chain.destination }
                && self.chain(chain, of: tenant, covers: flow.reversed)
        }
    }

    private func chain(_ chain: ServiceFunctionChain, of tenant: Tenant, covers flow: FiveTuple) -> Bool {
        guard let source = tenant[endpoint: chain.source], let destination = tenant[endpoint: chain.destination],
            source.prefixes.contains(where: { $0.contains(flow.source) }),
            destination.prefixes.contains(where: { $0.contains(flow.destination) })
        else { return false }
        return chain.matches.isEmpty || chain.matches.contains { $0.covers(flow) }
    }
}

extension TrafficMatch {
    /// True where the flow meets every condition; the endpoints' own prefixes are not looked at.
    func covers(_ flow: FiveTuple) -> Bool {
        (transport == nil || transport == flow.transport)
            && (sourcePorts.isEmpty || sourcePorts.contains { $0.contains(flow.sourcePort) })
            && (destinationPorts.isEmpty || destinationPorts.contains { $0.contains(flow.destinationPort) })
            && (sources.isEmpty || sources.contains { $0.contains(flow.source) })
            && (destinations.isEmpty || destinations.contains { $0.contains(flow.destination) })
    }
}
