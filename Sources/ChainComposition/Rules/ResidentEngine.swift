public import NetworkTypes
public import OpenFlow
internal import ServiceChaining

/// The engine that lives in the switch: a select group picks the path of a new flow, conntrack remembers it.
///
/// The mark of a connection in a port's zone says how its packets *from that port* go. Both ends of a path set it,
/// each the direction that leads away from it, with every packet that they deliver. So replies find their way
/// without a controller, and what a restart forgot is learned again from live traffic in either direction.
/// `ct_mark` is looked at, never `ct_state=+new`: an unanswered SYN keeps its path too.
///
/// Needs Nicira's extensions, as Open vSwitch 2.17 and later have them.
public struct ResidentEngine: SteeringEngine {
    /// Seconds without a packet between two addresses after which the path of sticky flows is forgotten.
    public var memoryTimeout: UInt16

    public init(memoryTimeout: UInt16 = 600) {
        self.memoryTimeout = memoryTimeout
    }

    public var name: String { "resident" }

    /// `reg0` carries the mark of the path, `reg1` the zone of the port by which the packet came.
    public func edgeRules(_ port: PlannedPort, in tenant: TenantPlan) -> [(RuleKey, Rule)] {
        guard let zone = port.zone else { return [] }
        let isTurn = if case .turn = port.role { true } else { false }
        let next = isTurn ? PipelineTable.side : .select
        return tenant.families.flatMap { family -> [(RuleKey, Rule)] in
            let fields: [MatchField] = [.inPort(port.port.port), .ethernetType(family.etherType)]
            let look = (
                RuleKey(.ingress, priority: RuleCompiler.edgePriority, fields),
                Rule([.applyActions(Self.look(in: zone, then: next))], cookie: RuleCookie.shared)
            )
            return [look] + Self.sideRules(port, fields) + Self.forgettingRules(port, fields, in: tenant)
        }
    }

    private static func look(in zone: ConntrackZone, then table: PipelineTable) -> [Action] {
        [
            .set(.reg1, UInt128(zone.rawValue)),
            .conntrack(ConntrackAction(zone: .immediate(zone.rawValue), table: table.id)),
        ]
    }

    /// A packet from the only port of a box that rewrites is a reply to what came from the left, or belongs to what goes
    /// on to the right. Connections on the left begin on the way into the box, so that only replies come out of it.
    private static func sideRules(_ port: PlannedPort, _ fields: [MatchField]) -> [(RuleKey, Rule)] {
        guard case .turn(_, let right) = port.role else { return [] }
        let recall: [Action] = [
            .move(Subfield(.ctMark), Subfield(.reg0)), .resubmit(port: nil, table: PipelineTable.tag.id),
        ]
        return [
            (
                RuleKey(.side, priority: 20, fields + [isReply(true)]),
                Rule([.applyActions(recall)], cookie: RuleCookie.shared)
            ),
            (
                RuleKey(.side, priority: 10, fields),
                Rule([.applyActions(look(in: right, then: .select))], cookie: RuleCookie.shared)
            ),
        ]
    }

    private static func isReply(_ value: Bool) -> MatchField {
        let state: ConntrackState = value ? [.tracked, .reply] : [.tracked]
        let mask: ConntrackState = [.tracked, .reply]
        return MatchField(.ctState, UInt128(state.rawValue), mask: UInt128(mask.rawValue))
    }

    public func headRules(_ head: PlannedHead, of subchain: Subchain, in tenant: TenantPlan) -> HeadRules {
        let isEntry = head.isEntry
        let isSticky = tenant.stickiness(of: subchain) != .connection
        // Where nothing may pass, its packets must still not fall through to a class of lower priority.
        let pick: [Instruction] =
            head.choices.isEmpty ? [] : isSticky ? Self.askMemory(head) : [.applyActions([.group(head.group)])]
        let rules = Self.matches(head, in: tenant).map { match in
            (
                RuleKey(.select, priority: match.priority, match.fields + [.inPort(head.port.port), .ctMark(0)]),
                Rule(pick, cookie: RuleCookie.shared, isEntry: isEntry, head: head.group)
            )
        }
        guard !head.choices.isEmpty else { return HeadRules(rules: rules, buckets: nil) }
        // A bucket's actions are a set: a `ct` there would be dropped without a word, hence the detour.
        let buckets = head.choices.map { choice in
            Bucket(
                weight: UInt16(clamping: choice.weight),
                actions: [
                    .set(.reg0, UInt128(choice.path.mark(head.direction))),
                    .resubmit(port: nil, table: PipelineTable.commit.id),
                ])
        }
        return HeadRules(rules: rules + (isSticky ? Self.choiceRules(head) : []), buckets: buckets)
    }

    public func startRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], remembering memory: FlowMemory?,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        let mark = path.id.mark(direction)
        let taught = memory.map { memory in starts.map { $0.preceded(by: learning(memory, mark, $0.family)) } }
        return Self.tagRules(path, direction, taught ?? starts, [MatchField(.reg0, UInt128(mark))])
    }

    /// The tracker knows the path; the port tells the direction, or where there is only one, who replies to whom: the
    /// flow's first packet went forward.
    public func resumeRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], at port: PlannedPort,
        in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        let known = MatchField(.reg0, UInt128(path.id.mark(.forward)))
        return Self.tagRules(
            path, direction, starts, port.isOneArmed ? [known, Self.isReply(direction == .reverse)] : [known])
    }

    private static func tagRules(
        _ path: PlannedPath, _ direction: PathDirection, _ starts: [PathStart], _ fields: [MatchField]
    ) -> [(RuleKey, Rule)] {
        starts.map { start in
            (
                RuleKey(.tag, priority: 100 + start.precedence, start.fields + fields),
                Rule(start.instructions, cookie: RuleCookie.path(path.id.mark(direction)))
            )
        }
    }

    public var unknownFlow: [MatchField] { [.ctMark(0)] }

    /// The mark of a connection says how packets go that leave the port; behind a box that does not keep the tag it says
    /// the path, whichever side they leave.
    public func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action] {
        guard let zone = port.zone(arriving: direction) else { return [] }
        let isProxied = if case .proxied = port.role { true } else { false }
        let mark = path.id.mark(isProxied ? .forward : direction.opposite)
        let note = Action.load(UInt64(mark), Subfield(.ctMark))
        return [.conntrack(ConntrackAction(commits: true, zone: .immediate(zone.rawValue), actions: [note]))]
    }

    /// Above the rules of paths: while an update is under way both may be there.
    public func resetRules(
        _ path: PlannedPath, _ direction: PathDirection, in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        let mark = path.id.mark(direction)
        return tenant.families.map { family in
            (
                RuleKey(
                    .tag, priority: 110,
                    [.ethernetType(family.etherType), .ipProtocol(.tcp), MatchField(.reg0, UInt128(mark))]),
                Rule([.applyActions([.output(.controller)])], cookie: RuleCookie.reset(mark))
            )
        }
    }

    public func sharedRules(for families: [AddressFamily]) -> [(RuleKey, Rule)] {
        let remember = ConntrackAction(
            commits: true, zone: .field(Self.zoneRegister),
            actions: [.move(Subfield(.reg0), Subfield(.ctMark))])
        // A packet of no class has mark 0, for which the tag table has no rule.
        let recall = (
            RuleKey(.select, priority: 1, []),
            Rule(
                [.applyActions([.move(Subfield(.ctMark), Subfield(.reg0))]), .gotoTable(PipelineTable.tag.id)],
                cookie: RuleCookie.shared)
        )
        // `ct` asks for a match on IP, so there is one rule for each family.
        return [recall]
            + families.map { family in
                (
                    RuleKey(.commit, priority: 1, [.ethernetType(family.etherType)]),
                    Rule(
                        [.applyActions([.conntrack(remember)]), .gotoTable(PipelineTable.tag.id)],
                        cookie: RuleCookie.shared)
                )
            } + Self.forgetting(families)
    }

    /// A path may go while connections still have its mark: its instance broke. Such a mark is taken away, so that the
    /// next packet gets another path; without that, a flow of datagrams would keep its dead mark alive for ever.
    ///
    /// Forward marks only, which are even: a reply must not be taken for the start of a flow.
    private static func forgetting(_ families: [AddressFamily]) -> [(RuleKey, Rule)] {
        let unmarked = (RuleKey(.tag, priority: 2, [MatchField(.reg0, 0)]), Rule([], cookie: RuleCookie.shared))
        return [unmarked]
            + families.map { family in
                (
                    RuleKey(.tag, priority: 1, [.ethernetType(family.etherType), MatchField(.reg0, 0, mask: 1)]),
                    Rule([.applyActions([forget])], cookie: RuleCookie.shared)
                )
            }
    }

    /// The other marks too, at ports where the far ends of chains may begin flows.
    private static func forgettingRules(
        _ port: PlannedPort, _ fields: [MatchField], in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        guard tenant.heads.contains(where: { $0.direction == .reverse && $0.port == port.port }) else { return [] }
        return [
            (
                RuleKey(.tag, priority: 1, fields + [MatchField(.reg0, 1, mask: 1)]),
                Rule([.applyActions([forget])], cookie: RuleCookie.shared)
            )
        ]
    }

    private static let forget = Action.conntrack(
        ConntrackAction(commits: true, zone: .field(zoneRegister), actions: [.load(0, Subfield(.ctMark))]))

    private static let zoneRegister = Subfield(.reg1, offset: 0, width: 16) ?? Subfield(.reg1)
}
