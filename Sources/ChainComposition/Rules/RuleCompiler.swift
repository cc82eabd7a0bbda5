public import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

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

    /// Below what tags say: while an update is under way a port may have been between the ends of subchains, or come to
    /// be, and then both are there.
    static let edgePriority: UInt16 = 90

    public init(engine: some SteeringEngine, addressResolution: AddressResolution = AddressResolution()) {
        self.engine = engine
        self.addressResolution = addressResolution
    }

    /// The program of every switch of the plan; a switch on which nothing is attached gets an empty one.
    public func compile(_ plan: SteeringPlan) -> [DatapathID: SwitchProgram] {
        var programs = plan.forwarders.mapValues { _ in SwitchProgram() }
        for tenant in plan.tenants.values { add(tenant, plan.forwarders, to: &programs) }
        addShared(plan, to: &programs)
        return programs
    }

    /// What turns the programs of one plan into those of another, without compiling what is the same in both.
    ///
    /// ```swift
    /// let update = compiler.update(from: plan, to: next)
    /// programs = update.applied(to: programs)
    /// ```
    ///
    /// - Complexity: linear in the rules of tenants that differ, plus a comparison of those that do not.
    public func update(from old: SteeringPlan, to new: SteeringPlan) -> PlanUpdate {
        var before: [DatapathID: SwitchProgram] = [:], after: [DatapathID: SwitchProgram] = [:]
        let isSameFabric = old.forwarders == new.forwarders
        for (id, tenant) in old.tenants where !isSameFabric || new.tenants[id] != tenant {
            add(tenant, old.forwarders, to: &before)
        }
        for (id, tenant) in new.tenants where !isSameFabric || old.tenants[id] != tenant {
            add(tenant, new.forwarders, to: &after)
        }
        // Where no tenant has changed anything, the shared rules are the same too.
        let touched = isSameFabric ? Set(before.keys).union(after.keys) : nil
        addShared(old, to: &before, on: touched)
        addShared(new, to: &after, on: touched)
        return PlanUpdate(from: before, to: after, order: HeadOrder(from: old, to: new))
    }

    private func add(
        _ tenant: TenantPlan, _ forwarders: [DatapathID: ServiceFunctionForwarder],
        to programs: inout [DatapathID: SwitchProgram]
    ) {
        TenantRules(tenant, forwarders, engine).emit { datapath, key, rule in
            programs[datapath, default: SwitchProgram()].add(rule, at: key)
        } group: { datapath, group, buckets in
            programs[datapath, default: SwitchProgram()].groups[group] = buckets
        }
        for (datapath, key, rule) in addressResolution.rules(for: tenant) {
            programs[datapath, default: SwitchProgram()].add(rule, at: key)
        }
        for path in tenant.paths where !path.carrier.tunnelOptions.isEmpty {
            for datapath in Set((path.hops.forward + path.hops.reverse).flatMap { [$0.from.datapath, $0.to.datapath] })
            {
                programs[datapath, default: SwitchProgram()].tunnelOptions.formUnion(path.carrier.tunnelOptions)
            }
        }
    }

    /// The rules that a switch needs once, whoever is attached to it.
    ///
    /// - Parameter switches: `nil` for all.
    private func addShared(
        _ plan: SteeringPlan, to programs: inout [DatapathID: SwitchProgram], on switches: Set<DatapathID>? = nil
    ) {
        let matters = { (datapath: DatapathID) in switches?.contains(datapath) ?? true }
        var prefixes: [DatapathID: Set<IPPrefix>] = [:]
        var families: [DatapathID: Set<AddressFamily>] = [:]
        for tenant in plan.tenants.values {
            for datapath in Set(tenant.ports.map(\.port.datapath)) where matters(datapath) {
                prefixes[datapath, default: []].formUnion(tenant.prefixes)
            }
            for port in tenant.ports where port.zone != nil && matters(port.port.datapath) {
                families[port.port.datapath, default: []].formUnion(tenant.families)
            }
        }
        for (datapath, forwarder) in plan.forwarders where matters(datapath) {
            for (key, rule) in sharedRules(forwarder, prefixes[datapath] ?? [], families[datapath] ?? []) {
                programs[datapath, default: SwitchProgram()].add(rule, at: key)
            }
        }
    }

    private func sharedRules(
        _ forwarder: ServiceFunctionForwarder, _ prefixes: Set<IPPrefix>, _ families: Set<AddressFamily>
    ) -> [(RuleKey, Rule)] {
        guard !prefixes.isEmpty else { return [] }
        var rules = addressResolution.sharedRules(for: Set(prefixes.map(\.family)))
        if !families.isEmpty { rules += engine.sharedRules(for: families.sorted()) }
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
