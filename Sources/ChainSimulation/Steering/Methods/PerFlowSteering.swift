internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// Rules for single flows at every switch: the controller picks an instance of each function for a new flow and installs
/// exact rules in both directions wherever it passes.
///
/// A flow keeps its instances whatever changes. Behind a box that rewrites packets the rules match nothing: what comes
/// out looks like a new flow, is handed up again, and belongs to whichever chain its headers now fit.
struct PerFlowSteering: SteeringMethod {
    private var hops: HopByHop?
    private var programs: [DatapathID: SwitchProgram] = [:]
    private var rotations: [FunctionID: SmoothWeightedRoundRobin<InstanceID>] = [:]

    mutating func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages] {
        let hops = HopByHop(policy, after: hops)
        var next = hops.baseProgram()
        next.add(hops.handingUp(hops.decisions.filter { $0.direction == .forward && hops.startsSegment($0) }))
        for tenant in policy.tenants {
            for function in tenant.functions {
                let active = hops.activeInstances(of: function.id, in: tenant.id)
                rotations[function.id] = SmoothWeightedRoundRobin(active.map { ($0.id, $0.weight) })
            }
        }
        defer { (self.hops, programs) = (hops, next) }
        return programs.messages(to: next)
    }

    mutating func answer(_ packetIn: PacketIn, from datapath: DatapathID, at time: Duration) -> [SwitchMessages] {
        guard let hops, let number = packetIn.inPort, let flow = EthernetFrame.parse(packetIn.data)?.fiveTuple else {
            return []
        }
        let port = SwitchPort(datapath, number)
        guard let decision = hops.decision(for: flow, at: port, .forward),
            let segment = hops.segment(from: port, by: decision, pick: { pick($0, in: decision.tenant) })
        else { return [] }
        return hops.exactRules(for: flow, along: segment) + [.again(packetIn, at: port)]
    }

    private mutating func pick(_ function: FunctionID, in tenant: TenantID) -> ServiceInstance? {
        let picked = rotations[function]?.next()
        return hops?.instances(of: function, in: tenant).first { $0.id == picked }
    }
}

extension HopByHop {
    /// True where packets have not had these headers before: at the source, and behind a box that rewrites.
    func startsSegment(_ decision: HopDecision) -> Bool {
        guard decision.position > 0, let chain = policy[tenant: decision.tenant]?[chain: decision.chain] else {
            return true
        }
        return rewrites(chain.functions[decision.position - 1], in: decision.tenant)
    }

    /// Rules that hand up what no other rule is for.
    func handingUp(_ decisions: [HopDecision]) -> [(DatapathID, RuleKey, Rule)] {
        Set(decisions.flatMap(\.ports)).sorted().map { port in
            (
                port.datapath, RuleKey(.ingress, priority: 1, [.inPort(port.port), .ethernetType(.ipv4)]),
                Rule([.applyActions([.output(.controller)])], cookie: RuleCookie.shared)
            )
        }
    }
}
