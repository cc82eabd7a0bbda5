public import NetworkTypes
internal import OpenFlow

/// What to do to which switch, and in which order, to get from one set of programs to another.
///
/// The order keeps every packet on its chain at every moment (Stratos § 4.3). First everything that nobody
/// leads packets to yet is put in place, on all switches; then the heads divert new flows to it; last what nobody
/// leads packets to any more is taken away. Within a phase the switches are independent of each other, and each
/// takes its part as one bundle: all of it or nothing.
public struct PlanUpdate: Hashable, Sendable {
    /// In the order in which they are carried out; a phase in which nothing happens is left out.
    public let steps: [Step]

    public struct Step: Hashable, Sendable {
        public let phase: Phase
        public let changes: [DatapathID: SwitchChange]
    }

    public enum Phase: Int, Hashable, Sendable, CaseIterable, Comparable {
        /// New tags, hops, deliveries and groups: receivers before senders.
        case prepare
        /// Heads: classes, and the weights of groups.
        case divert
        /// What has drained: senders before receivers.
        case retire

        public static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
    }

    /// True where nothing has to be done.
    public var isEmpty: Bool { steps.isEmpty }

    /// The update that turns `old` into `new`. A switch that is missing on one side counts as empty there.
    public init(from old: [DatapathID: SwitchProgram], to new: [DatapathID: SwitchProgram]) {
        var phases: [Phase: [DatapathID: SwitchChange]] = [:]
        for datapath in Set(old.keys).union(new.keys) {
            let changes = SwitchChange.between(old[datapath] ?? SwitchProgram(), new[datapath] ?? SwitchProgram())
            for (phase, change) in changes { phases[phase, default: [:]][datapath] = change }
        }
        steps = Phase.allCases.compactMap { phase in
            phases[phase].map { Step(phase: phase, changes: $0) }
        }
    }

    /// The programs after the update.
    public func applied(to programs: [DatapathID: SwitchProgram]) -> [DatapathID: SwitchProgram] {
        var programs = programs
        for step in steps {
            for (datapath, change) in step.changes { change.apply(to: &programs[datapath, default: SwitchProgram()]) }
        }
        return programs
    }

    /// How much changes, by kind, over all switches and phases.
    public var summary: Summary {
        steps.flatMap(\.changes.values).reduce(into: Summary()) { $0.count($1) }
    }

    public struct Summary: Hashable, Sendable {
        public var added = 0
        public var modified = 0
        public var deleted = 0

        mutating func count(_ change: SwitchChange) {
            for change in change.rules { count(change.kind) }
            for change in change.groups { count(change.kind) }
        }

        private mutating func count(_ kind: ChangeKind) {
            switch kind {
            case .add: added += 1
            case .modify: modified += 1
            case .delete: deleted += 1
            }
        }
    }
}
