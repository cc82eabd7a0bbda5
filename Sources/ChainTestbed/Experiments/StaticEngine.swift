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
        _ path: PlannedPath, _ direction: PathDirection, firstHop: [Instruction], in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        guard let port = direction == .forward ? path.headPort : path.endPort else { return [] }
        return tenant.families.map { family in
            (
                RuleKey(.ingress, priority: 100, [.inPort(port.port), .ethernetType(family.etherType)]),
                Rule(firstHop, cookie: RuleCookie.path(path.id.mark(direction)), isEntry: true)
            )
        }
    }

    public func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action] { [] }

    public func sharedRules(for families: [AddressFamily]) -> [(RuleKey, Rule)] { [] }
}
