public import NetworkTypes
import OpenFlow
import ServiceChaining

/// Compiles plans into the rules and groups of each switch.
///
/// ```swift
/// let programs = RuleCompiler(engine: ResidentEngine()).compile(plan)
/// ```
///
/// - Complexity: linear in the number of rules that come out.
public struct RuleCompiler: Sendable {
    public let engine: any SteeringEngine
    public var addressResolution: AddressResolution

    public init(engine: some SteeringEngine, addressResolution: AddressResolution = AddressResolution()) {
        self.engine = engine
        self.addressResolution = addressResolution
    }

    /// The program of every switch of the plan; a switch on which nothing is attached gets an empty one.
    public func compile(_ plan: SteeringPlan) -> [DatapathID: SwitchProgram] {
        var programs = plan.forwarders.mapValues { _ in SwitchProgram() }
        var prefixes: [DatapathID: Set<IPPrefix>] = [:]
        for tenant in plan.tenants.values {
            for datapath in Set(tenant.ports.map(\.port.datapath)) {
                prefixes[datapath, default: []].formUnion(tenant.prefixes)
            }
            TenantRules(tenant, plan.forwarders, engine).emit { datapath, key, rule in
                programs[datapath, default: SwitchProgram()].add(rule, at: key)
            } group: { datapath, group, buckets in
                programs[datapath, default: SwitchProgram()].groups[group] = buckets
            }
        }
        for (datapath, forwarder) in plan.forwarders {
            for (key, rule) in sharedRules(forwarder, prefixes[datapath] ?? []) {
                programs[datapath, default: SwitchProgram()].add(rule, at: key)
            }
        }
        return programs
    }

    private func sharedRules(
        _ forwarder: ServiceFunctionForwarder, _ prefixes: Set<IPPrefix>
    ) -> [(RuleKey, Rule)] {
        guard !prefixes.isEmpty else { return [] }
        var rules = engine.sharedRules + addressResolution.rules(for: prefixes)
        if let tunnel = forwarder.tunnel {
            rules.append(
                (
                    RuleKey(.ingress, priority: 100, [.inPort(tunnel.port)]),
                    Rule([.gotoTable(PipelineTable.deliver.id)], cookie: RuleCookie.shared)
                ))
        }
        return rules
    }
}
