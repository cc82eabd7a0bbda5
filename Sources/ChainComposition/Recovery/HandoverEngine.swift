public import NetworkTypes
public import OpenFlow

/// What switches hold while one engine hands over to the other: known flows go on by their marks or their exact rules,
/// whichever they have, and new ones ask the controller.
///
/// Both engines can take over from here without a flow in between: nobody but the controller picks paths.
public struct HandoverEngine: SteeringEngine {
    private let resident = ResidentEngine()
    private let reactive = ReactiveEngine()

    public init() {}

    public var name: String { "handover" }

    public func edgeRules(_ port: PlannedPort, in tenant: TenantPlan) -> [(RuleKey, Rule)] {
        resident.edgeRules(port, in: tenant)
    }

    public func headRules(_ head: PlannedHead, of subchain: Subchain, in tenant: TenantPlan) -> HeadRules {
        let made = resident.headRules(head, of: subchain, in: tenant).rules
        let rules = made.filter { $0.0.table == .select }.map { key, rule in
            var rule = rule
            if !head.choices.isEmpty { rule.instructions = [.applyActions([.output(.controller)])] }
            return (key, rule)
        }
        return HeadRules(rules: rules, buckets: nil)
    }

    public func startRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], remembering memory: FlowMemory?,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        resident.startRules(path, direction, starts, remembering: memory, in: tenant)
            + reactive.startRules(path, direction, starts, remembering: memory, in: tenant)
    }

    public func resumeRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], at port: PlannedPort,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        resident.resumeRules(path, direction, starts, at: port, in: tenant)
            + reactive.resumeRules(path, direction, starts, at: port, in: tenant)
    }

    public var unknownFlow: [MatchField] { resident.unknownFlow }

    public func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action] {
        resident.endActions(path, direction, at: port)
    }

    public func resetRules(
        _ path: PlannedPath, _ direction: PathDirection, in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] { resident.resetRules(path, direction, in: tenant) }

    public func sharedRules(for families: [AddressFamily]) -> [(RuleKey, Rule)] { resident.sharedRules(for: families) }
}
