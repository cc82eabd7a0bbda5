public import NetworkTypes
public import OpenFlow

/// Who picks the path of a new flow, and who remembers it.
///
/// Everything else, tags and hops and delivery, is the same for all engines and is compiled by ``RuleCompiler``.
public protocol SteeringEngine: Sendable {
    /// The name in policies, options and reports.
    var name: String { get }

    /// What happens to a packet that comes from an edge port, up to the point where its path is known.
    func edgeRules(_ port: PlannedPort, in tenant: TenantPlan) -> [(RuleKey, Rule)]

    /// What happens to new flows at a head.
    func headRules(_ head: PlannedHead, of subchain: Subchain, in tenant: TenantPlan) -> HeadRules

    /// What happens to a packet whose flow is known to go this way, at the switch where the direction starts.
    func startRules(
        _ path: PlannedPath, _ direction: PathDirection, firstHop: [Instruction], in tenant: TenantPlan
    ) -> [(RuleKey, Rule)]

    /// What an edge port does with a packet that arrives at the end of a direction, before it is put out.
    func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action]

    /// What happens, where a direction starts, to TCP packets of a path whose connections are to be reset: they go to
    /// the controller, which answers them (RFC 9293 § 3.5.2). By default nothing is needed for that.
    func resetRules(
        _ path: PlannedPath, _ direction: PathDirection, in tenant: TenantPlan
    ) -> [(RuleKey, Rule)]

    /// Rules that a switch with edge ports needs once, for the address families that come in there.
    func sharedRules(for families: [AddressFamily]) -> [(RuleKey, Rule)]
}

/// The classes of a head and the group that they lead to.
public struct HeadRules: Sendable {
    public var rules: [(RuleKey, Rule)]
    /// Buckets of the head's group; `nil` where the engine uses none.
    public var buckets: [Bucket]?

    public init(rules: [(RuleKey, Rule)], buckets: [Bucket]?) {
        self.rules = rules
        self.buckets = buckets
    }
}

extension SteeringEngine {
    public func resetRules(
        _ path: PlannedPath, _ direction: PathDirection, in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] { [] }

    /// Priorities of the select table: classes above everything else, by the chain's own priority.
    static var classBase: UInt16 { 1000 }

    /// The match of a traffic class at a port; several where port ranges need several masks.
    static func matches(_ head: PlannedHead, _ subchain: Subchain, _ tenant: TenantPlan) -> [ClassMatch] {
        if case .clone = subchain.id {
            return tenant.families.map { ClassMatch(priority: classBase, fields: [.ethernetType($0.etherType)]) }
        }
        return subchain.classes.flatMap(ClassMatch.expand)
    }
}
