public import ChainComposition
public import NetworkTypes
public import OpenFlow
internal import ServiceChaining

/// The project's tags and hops without a choice: every packet of an edge port takes the one path that starts there.
///
/// No connection is tracked and no controller is asked, so this is what tagging and tunnelling alone cost: the
/// measure between plain forwarding and an engine that chooses. It knows no traffic classes, and of several paths
/// that start at one port only one would be used: give every function one instance.
public struct StaticEngine: SteeringEngine {
    public init() {}

    public var name: String { "static" }

    public func edgeRules(_ port: PlannedPort, in tenant: TenantPlan) -> [(RuleKey, Rule)] { [] }

    public func headRules(_ head: PlannedHead, of subchain: Subchain, in tenant: TenantPlan) -> HeadRules {
        HeadRules(rules: [], buckets: nil)
    }

    public func startRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], remembering memory: FlowMemory?,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        starts.map { start in
            (
                RuleKey(.ingress, priority: start.marking == nil ? 100 : 101, start.fields),
                Rule(start.instructions, cookie: RuleCookie.path(path.id.mark(direction)), isEntry: true)
            )
        }
    }

    /// Without a tracker nothing tells which way packets go that come from a box without a tag.
    public func resumeRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], at port: PlannedPort,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] { [] }

    public var unknownFlow: [MatchField] { [] }

    public func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action] { [] }

    public func sharedRules(for families: [AddressFamily]) -> [(RuleKey, Rule)] { [] }
}
