public import NetworkTypes
public import OpenFlow

/// The engine that lives in the switch: a select group picks the path of a new flow, conntrack remembers it.
///
/// The mark of a connection in a port's zone says how its packets *from that port* go. Both ends of a path set it,
/// each the direction that leads away from it, with every packet that they deliver. So replies find their way
/// without a controller, and what a restart forgot is learned again from live traffic in either direction.
/// `ct_mark` is looked at, never `ct_state=+new`: an unanswered SYN keeps its path too.
///
/// Needs Nicira's extensions, as Open vSwitch 2.17 and later have them.
public struct ResidentEngine: SteeringEngine {
    public init() {}

    public var name: String { "resident" }

    /// `reg0` carries the mark of the path, `reg1` the zone of the port by which the packet came.
    public func edgeRules(_ port: PlannedPort, in tenant: TenantPlan) -> [(RuleKey, Rule)] {
        guard let zone = port.zone else { return [] }
        let track = ConntrackAction(zone: .immediate(zone.rawValue), table: PipelineTable.select.id)
        let actions: [Action] = [.set(.reg1, UInt128(zone.rawValue)), .conntrack(track)]
        return tenant.families.map { family in
            (
                RuleKey(.ingress, priority: 100, [.inPort(port.port.port), .ethernetType(family.etherType)]),
                Rule([.applyActions(actions)], cookie: RuleCookie.shared)
            )
        }
    }

    public func headRules(_ head: PlannedHead, of subchain: Subchain, in tenant: TenantPlan) -> HeadRules {
        let isEntry = if case .source = subchain.id { true } else { false }
        // Where nothing may pass, its packets must still not fall through to a class of lower priority.
        let pick: [Instruction] = head.choices.isEmpty ? [] : [.applyActions([.group(head.group)])]
        let rules = Self.matches(head, subchain, tenant).map { match in
            (
                RuleKey(.select, priority: match.priority, match.fields + [.inPort(head.port.port), .ctMark(0)]),
                Rule(pick, cookie: RuleCookie.shared, isEntry: isEntry)
            )
        }
        guard !head.choices.isEmpty else { return HeadRules(rules: rules, buckets: nil) }
        // A bucket's actions are a set: a `ct` there would be dropped without a word, hence the detour.
        let buckets = head.choices.map { choice in
            Bucket(
                weight: UInt16(clamping: choice.weight),
                actions: [
                    .set(.reg0, UInt128(choice.path.mark(.forward))),
                    .resubmit(port: nil, table: PipelineTable.commit.id),
                ])
        }
        return HeadRules(rules: rules, buckets: buckets)
    }

    public func startRules(
        _ path: PlannedPath, _ direction: PathDirection, firstHop: [Instruction], in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        let mark = path.id.mark(direction)
        return tenant.families.map { family in
            (
                RuleKey(
                    .tag, priority: 100,
                    [.ethernetType(family.etherType), MatchField(.reg0, UInt128(mark))]),
                Rule(firstHop, cookie: RuleCookie.path(mark))
            )
        }
    }

    public func endActions(_ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort) -> [Action] {
        guard let zone = port.zone else { return [] }
        let mark = Action.load(UInt64(path.id.mark(direction.opposite)), Subfield(.ctMark))
        return [.conntrack(ConntrackAction(commits: true, zone: .immediate(zone.rawValue), actions: [mark]))]
    }

    /// Above the rules of paths: while an update is under way both may be there.
    public func resetRules(
        _ path: PlannedPath, _ direction: PathDirection, in tenant: TenantPlan
    ) -> [(RuleKey, Rule)] {
        let mark = path.id.mark(direction)
        return tenant.families.map { family in
            (
                RuleKey(
                    .tag, priority: 101,
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
        let clear = ConntrackAction(
            commits: true, zone: .field(zoneRegister), actions: [.load(0, Subfield(.ctMark))])
        let unmarked = (RuleKey(.tag, priority: 2, [MatchField(.reg0, 0)]), Rule([], cookie: RuleCookie.shared))
        return [unmarked]
            + families.map { family in
                (
                    RuleKey(.tag, priority: 1, [.ethernetType(family.etherType), MatchField(.reg0, 0, mask: 1)]),
                    Rule([.applyActions([.conntrack(clear)])], cookie: RuleCookie.shared)
                )
            }
    }

    private static let zoneRegister = Subfield(.reg1, offset: 0, width: 16) ?? Subfield(.reg1)
}
