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
    ///
    /// - Parameter memory: that flows between the same addresses are to follow; `nil` where none do.
    func startRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], remembering memory: FlowMemory?,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)]

    /// What happens to a packet that comes out of a box on this way which does not keep the tag.
    func resumeRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], at port: PlannedPort,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)]

    /// What packets match of which the engine knows nothing at a port where it tracks others.
    var unknownFlow: [MatchField] { get }

    /// What is noted of a packet that arrives at the end of a direction, or in front of a box that does not keep the tag,
    /// before it is put out.
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

    /// The matches of what belongs to a head at its port; several where port ranges need several masks.
    static func matches(_ head: PlannedHead, in tenant: TenantPlan) -> [ClassMatch] {
        switch head.traffic {
        case .everything:
            tenant.families.map { ClassMatch(priority: classBase, fields: [.ethernetType($0.etherType)]) }
        case .classes(let classes): classes.flatMap(ClassMatch.expand)
        case .headers(let rules): rules.flatMap { ClassMatch.expand($0, tenant.families) }
        }
    }
}
