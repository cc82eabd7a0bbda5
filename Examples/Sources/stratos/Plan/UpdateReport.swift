internal import ChainComposition
internal import NetworkTypes

/// What has to be done to which switch, in order.
struct UpdateReport: Encodable {
    let added: Int
    let modified: Int
    let deleted: Int
    let steps: [Step]

    struct Step: Encodable {
        /// Counted from 1.
        let number: Int
        let phase: String
        let purpose: String
        let switches: [SwitchReport]
    }

    struct SwitchReport: Encodable {
        let name: String
        let rules: Counts
        let groups: Counts
        /// The rules and groups themselves, where they were asked for.
        let lines: [String]?
    }

    struct Counts: Encodable {
        var added = 0
        var modified = 0
        var deleted = 0

        init(_ kinds: [ChangeKind]) {
            for kind in kinds {
                switch kind {
                case .add: added += 1
                case .modify: modified += 1
                case .delete: deleted += 1
                }
            }
        }
    }

    init(_ composition: Composition, rules: Bool) throws {
        let update = composition.update
        let summary = update.summary
        (added, modified, deleted) = (summary.added, summary.modified, summary.deleted)
        steps = try update.steps.enumerated().map { index, step in
            let switches = try step.changes.map { datapath, change in
                SwitchReport(
                    name: composition.name(of: datapath), rules: Counts(change.rules.map(\.kind)),
                    groups: Counts(change.groups.map(\.kind)), lines: rules ? try Self.lines(of: change) : nil)
            }
            return Step(
                number: index + 1, phase: "\(step.phase)", purpose: step.phase.purpose,
                switches: switches.sorted { $0.name < $1.name })
        }
    }

    /// In the order in which the switch takes them, each with its sign.
    private static func lines(of change: SwitchChange) throws -> [String] {
        let groups = try change.groups.map { ($0.kind, try $0.bundleLine()) }
        let rules = try change.rules.map { ($0.kind, try $0.bundleLine()) }
        let inOrder = groups.filter { $0.0 != .delete } + rules + groups.filter { $0.0 == .delete }
        return inOrder.map { kind, line in "\(kind.sign) \(line.withoutCommand)" }
    }
}

extension ChangeKind {
    fileprivate var sign: String {
        switch self {
        case .add: "+"
        case .modify: "~"
        case .delete: "-"
        }
    }
}

extension String {
    /// `flow add table=…` without its verb, which the sign says already.
    fileprivate var withoutCommand: String {
        let words = split(separator: " ", maxSplits: 2)
        return words.count == 3 ? "\(words[0]) \(words[2])" : self
    }
}

extension PlanUpdate.Phase {
    var purpose: String {
        switch self {
        case .prepare: "put in place what nothing leads to yet"
        case .close: "let entries drop new flows for the moment"
        case .divert: "send new flows there behind boxes"
        case .open: "send new flows there"
        case .retire: "take away what nothing leads to any more"
        }
    }
}
