import ChainComposition
import NetworkTypes
import OpenFlow
import Testing

@Suite struct SwitchDifferenceTests {
    private static func program(_ engine: some SteeringEngine = ResidentEngine()) throws -> SwitchProgram {
        let plan = try ChainComposer().plan(for: Fixture.golden(passthrough: 2, nat: 1))
        return try #require(RuleCompiler(engine: engine).compile(plan)[1])
    }

    /// What a switch that has taken the program reports.
    private static func rules(of program: SwitchProgram) -> [FlowStats] {
        program.rules.map { key, rule in
            FlowStats(
                table: key.table.id, priority: key.priority, match: key.match, instructions: rule.instructions,
                cookie: rule.cookie, idleTimeout: rule.idleTimeout, hardTimeout: rule.hardTimeout)
        }
    }

    private static func groups(of program: SwitchProgram) -> [GroupDescription] {
        program.groups.map { GroupDescription(group: $0.key, type: .select, buckets: $0.value) }
    }

    @Test("where nothing differs, nothing is sent")
    func same() throws {
        let program = try Self.program()
        let difference = SwitchDifference(
            rules: Self.rules(of: program), groups: Self.groups(of: program), to: program, paths: [])
        #expect(difference.messages.isEmpty)
        #expect(difference.kept == program.rules.count + program.groups.count)
    }

    @Test("an empty switch gets everything, groups before the rules that use them")
    func empty() throws {
        let program = try Self.program()
        let messages = SwitchDifference(rules: [], groups: [], to: program, paths: []).messages
        #expect(messages.count == program.rules.count + program.groups.count)
        let isGroup = messages.map { if case .groupMod = $0 { true } else { false } }
        #expect(isGroup.firstIndex(of: false) == program.groups.count && program.groups.count > 0)
    }

    @Test("rules of others stay, whatever they match")
    func foreign() throws {
        let program = try Self.program()
        var rules = Self.rules(of: program)
        for cookie in [0, 0xBEEF, 0x5375 << 48] as [UInt64] {
            rules.append(
                FlowStats(
                    table: 0, priority: 9, match: [.inPort(77)], instructions: [], cookie: Cookie(rawValue: cookie)))
        }
        let difference = SwitchDifference(rules: rules, groups: Self.groups(of: program), to: program, paths: [])
        #expect(difference.messages.isEmpty)
    }

    @Test("rules of flows stay as long as their path does")
    func exactRules() throws {
        let program = try Self.program(ReactiveEngine())
        let mark = PathID(rawValue: 9).mark(.reverse)
        let exact = FlowStats(
            table: PipelineTable.select.id, priority: 5000, match: [.inPort(2), .ethernetType(.ipv4)],
            instructions: [], cookie: RuleCookie.path(mark))
        let rules = Self.rules(of: program) + [exact]
        let paths = [Set([PathID(rawValue: 9)]), []]
        let deleted = paths.map { SwitchDifference(rules: rules, groups: [], to: program, paths: $0).deleted }
        #expect(deleted == [0, 1])
    }

    @Test("what does something else is replaced, and our groups that nobody needs go")
    func changed() throws {
        let program = try Self.program()
        var rules = Self.rules(of: program)
        rules[0].instructions = [.applyActions([.group(99)])]
        let groups =
            Self.groups(of: program)
            + [99, 98].map { GroupDescription(group: $0, type: .select, buckets: []) }
        let difference = SwitchDifference(rules: rules, groups: groups, to: program, paths: [])
        #expect(difference.added == 1 && difference.deleted == 1, "98 is not known to be ours")
        #expect(difference.messages.last == .groupMod(GroupMod(.delete, 99)))
    }
}
