internal import ChainComposition
internal import OpenFlow
internal import OpenFlowEmulation

/// Makes the look-ups of one switch readable: each with its rule, and what came of it.
struct StepAssembler {
    private let bridge: EmulatedSwitch?
    private let names: TraceNames

    init(_ bridge: EmulatedSwitch?, _ names: TraceNames) {
        self.bridge = bridge
        self.names = names
    }

    func steps(of trace: [TraceStep]) -> [TableStep] {
        var steps: [TableStep] = []
        for step in trace {
            if case .lookup(let table, let rule) = step {
                steps.append(TableStep(table: name(of: table), rule: rule.map { self.rule($0, in: table) }))
                continue
            }
            guard let note = note(step) else { continue }
            if steps.isEmpty { steps.append(TableStep(table: nil, rule: nil)) }
            steps[steps.count - 1].notes.append(note)
        }
        return steps
    }

    private func name(of table: TableID) -> TableStep.TableName {
        .init(number: table.rawValue, name: PipelineTable(rawValue: table.rawValue).map { "\($0)" })
    }

    private func rule(_ name: RuleName, in table: TableID) -> TableStep.MatchedRule {
        let full = bridge?.tables[table]?.rules.first { $0.priority == name.priority && $0.match == name.match }
        let mark = RuleCookie.mark(of: name.cookie)
        return .init(
            priority: name.priority, match: Self.text(of: name.match),
            actions: full.map { Self.text(of: $0.instructions) } ?? "the rule is gone by now",
            cookie: name.cookie.rawValue, path: mark.flatMap { names.path(mark: $0) })
    }

    private static func text(of match: Match) -> String {
        (try? match.ofctlText()) ?? "a match that has no text"
    }

    private static func text(of instructions: [Instruction]) -> String {
        if instructions.isEmpty { return "drop" }
        return (try? Instruction.ofctlText(instructions)) ?? "actions that have no text"
    }

    // MARK: What came of it

    private func note(_ step: TraceStep) -> String? {
        switch step {
        case .group(let id, let bucket): group(id, bucket)
        case .controller: "to the controller"
        case .tracked(let context): tracked(context)
        case .recirculated(let table): "looked up again from table \(table)"
        case .executedActionSet: "carries out the action set"
        case .learned(let table, let rule): "learns a rule of table \(table): \(Self.text(of: rule.match))"
        case .notice(let notice): Self.text(of: notice)
        // Look-ups are steps of their own, and what is put out is shown with what is attached there.
        default: nil
        }
    }

    private func group(_ id: GroupID, _ bucket: Int?) -> String {
        guard let group = bridge?.groups[id], let bucket, group.buckets.indices.contains(bucket) else {
            return "group \(id): no bucket"
        }
        let marks = group.buckets[bucket].actions.compactMap(\.pathMark)
        let path = marks.first.flatMap { names.path(mark: $0) }.map { ": \($0)" } ?? ""
        let weight = group.type == .select ? ", weight \(group.buckets[bucket].weight)" : ""
        return "group \(id), bucket \(bucket + 1) of \(group.buckets.count)\(weight)\(path)"
    }

    private func tracked(_ context: ConntrackContext) -> String {
        let words: [(ConntrackState, String)] = [
            (.new, "new"), (.established, "established"), (.related, "related"), (.reply, "reply"),
            (.invalid, "invalid"),
        ]
        let state = words.filter { context.state.contains($0.0) }.map(\.1).joined(separator: " ")
        let mark = names.path(mark: context.mark).map { ", mark \(context.mark): \($0)" } ?? ", no mark"
        return "connection in zone \(context.zone): \(state.isEmpty ? "untracked" : state)\(mark)"
    }

    static func text(of notice: TraceStep.Notice) -> String {
        switch notice {
        case .outputToInputPort(let port): "not put out by port \(port), where it came in"
        case .portMissing(let port): "there is no port \(port)"
        case .portDown(let port): "port \(port) is down"
        case .groupMissing(let group): "there is no group \(group)"
        case .noLiveBucket(let group): "group \(group) has no bucket to pick"
        case .ttlExpired: "its time to live is over"
        case .tooManyResubmits: "it was looked up too often"
        case .tooManyRecirculations: "it was tracked too often"
        default: "the emulation cannot do it: \(notice)"
        }
    }
}

extension Action {
    /// The path mark that a bucket of the resident engine puts into its register.
    fileprivate var pathMark: UInt32? {
        guard case .setField(let field) = self, field.field == .reg0 else { return nil }
        return UInt32(truncatingIfNeeded: field.value)
    }
}
