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
                    RuleKey(.ingress, priority: RuleCompiler.edgePriority, fields),
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

    /// Exact rules say the path; where packets of a flow get different tags by their marking, these rules say which.
    public func startRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], remembering memory: FlowMemory?,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] { Self.markingRules(path, direction, starts) }

    private static func markingRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart]
    ) -> [(RuleKey, Rule)] {
        guard !path.tags.kept.isEmpty else { return [] }
        let mark = path.id.mark(direction)
        return starts.map { start in
            (
                RuleKey(.tag, priority: 100 + start.precedence, start.fields + [.metadata(UInt64(mark))]),
                Rule(start.instructions, cookie: RuleCookie.path(mark))
            )
        }
    }

    /// What an exact rule does with the packets of its flow.
    static func exactInstructions(
        _ path: PlannedPath, _ direction: PathDirection, _ start: PathStart
    ) -> [Instruction] {
        guard !path.tags.kept.isEmpty else { return start.instructions }
        return [
            .writeMetadata(UInt64(path.id.mark(direction)), mask: .max), .gotoTable(PipelineTable.tag.id),
        ]
    }

    public func resumeRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], at port: PlannedPort,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] { Self.markingRules(path, direction, starts) }

    /// An exact rule stands above whatever is known by tag.
    public var unknownFlow: [MatchField] { [] }

    public func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action] { [] }

    public func sharedRules(for families: [AddressFamily]) -> [(RuleKey, Rule)] { [] }
}
