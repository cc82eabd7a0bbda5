internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// The way of a flow as far as its headers stay the same: from a port to the next box that rewrites, or to the end.
struct HeaderSegment {
    let start: SwitchPort
    let instances: [ServiceInstance]
    let end: SwitchPort
}

extension HopByHop {
    /// The way that a decision opens, with instances as `pick` chooses them; `nil` where there are none.
    func segment(
        from port: SwitchPort, by decision: HopDecision, pick: (FunctionID) -> ServiceInstance?
    ) -> HeaderSegment? {
        guard let tenant = policy[tenant: decision.tenant], let chain = tenant[chain: decision.chain] else {
            return nil
        }
        var instances: [ServiceInstance] = []
        for function in chain.functions.dropFirst(decision.position) {
            guard let instance = pick(function) else { return nil }
            if rewrites(function, in: decision.tenant) {
                return HeaderSegment(start: port, instances: instances, end: instance.attachment.left)
            }
            instances.append(instance)
        }
        return self.port(of: chain.destination, in: decision.tenant).map {
            HeaderSegment(start: port, instances: instances, end: $0)
        }
    }

    /// Exact rules for a flow and its replies at every switch that they pass on the segment, the last hop first.
    func exactRules(for flow: FiveTuple, along segment: HeaderSegment) -> [SwitchMessages] {
        let boxes = segment.instances.map(\.attachment)
        let forward = zip([segment.start] + boxes.map(\.right), boxes.map(\.left) + [segment.end])
        return forward.reversed().flatMap { from, to in
            [exactRule(flow.reversed, from: to, to: from), exactRule(flow, from: from, to: to)]
        }
    }

    private func exactRule(_ flow: FiveTuple, from: SwitchPort, to: SwitchPort) -> SwitchMessages {
        let rule = FlowMod(
            .add, table: PipelineTable.ingress.id, priority: Self.exactPriority,
            match: RuleKey(.ingress, priority: 0, [.inPort(from.port)] + flow.exactMatch).match,
            instructions: send(from: from.datapath, to: to), cookie: RuleCookie.shared,
            idleTimeout: SteeringConfiguration.idleTimeout)
        return SwitchMessages(from.datapath, [.flowMod(rule)])
    }

    /// Above all decisions.
    static let exactPriority: UInt16 = 5000
}
