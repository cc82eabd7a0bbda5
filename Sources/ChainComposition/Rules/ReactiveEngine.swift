public import NetworkTypes
public import OpenFlow

/// The paper's engine: the controller picks the path of each new flow and installs exact rules for both directions
/// at the ends of the subchain; inside, tags do the rest (Stratos § 4.1, § 4.2).
///
/// The rules compiled here only send packets of unknown flows to the controller; what it answers is decided by
/// ``ReactiveSteering``.
public struct ReactiveEngine: SteeringEngine {
    public init() {}

    public var name: String { "reactive" }

    /// Above every class and below address resolution.
    static let exactPriority: UInt16 = 5000

    public func edgeRules(_ port: PlannedPort, in tenant: TenantPlan) -> [(RuleKey, Rule)] {
        tenant.families.flatMap { family -> [(RuleKey, Rule)] in
            let fields: [MatchField] = [.inPort(port.port.port), .ethernetType(family.etherType)]
            return [
                (
                    RuleKey(.ingress, priority: 100, fields),
                    Rule([.gotoTable(PipelineTable.select.id)], cookie: RuleCookie.shared)
                ),
                // Replies too: a flow whose rules idled out may go on from either end.
                (
                    // Above what recalls flows by their mark, for the moment in which both engines' rules are there.
                    RuleKey(.select, priority: 2, fields),
                    Rule([.applyActions([.output(.controller)])], cookie: RuleCookie.shared)
                ),
            ]
        }
    }

    public func headRules(_ head: PlannedHead, of subchain: Subchain, in tenant: TenantPlan) -> HeadRules {
        HeadRules(rules: [], buckets: nil)
    }

    public func startRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] { [] }

    public func resumeRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], at port: PlannedPort,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] { [] }

    /// An exact rule stands above whatever is known by tag.
    public var unknownFlow: [MatchField] { [] }

    public func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action] { [] }

    public func sharedRules(for families: [AddressFamily]) -> [(RuleKey, Rule)] { [] }
}
