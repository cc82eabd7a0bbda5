public import NetworkTypes
internal import OpenFlow

/// What to do to which switch, and in which order, to get from one set of programs to another.
///
/// The order keeps every packet on its chain at every moment (Stratos § 4.3). First everything that nobody
/// leads packets to yet is put in place, on all switches; then heads behind boxes divert new flows to it, and after
/// them the entries of chains; last what nobody leads packets to any more is taken away. ``HeadOrder`` says in which order heads
/// change, and which entries drop new flows meanwhile; live ones go on. Within a step the switches are independent of each other, and each takes its part as one
/// bundle: all of it or nothing.
public struct PlanUpdate: Hashable, Sendable {
    /// In the order in which they are carried out; a phase in which nothing happens is left out, and ``Phase/divert`` may
    /// come several times.
    public let steps: [Step]
    /// The order in which heads change.
    public let order: HeadOrder

    public struct Step: Hashable, Sendable {
        public let phase: Phase
        public let changes: [DatapathID: SwitchChange]

        public init(phase: Phase, changes: [DatapathID: SwitchChange]) {
            self.phase = phase
            self.changes = changes
        }
    }

    public enum Phase: Int, Hashable, Sendable, CaseIterable, Comparable {
        /// New tags, hops, deliveries and groups: receivers before senders.
        case prepare
        /// Entries that must not take new flows for the moment.
        case close
        /// Heads behind boxes: classes, and the weights of groups.
        case divert
        /// Entries of chains: classes, and the weights of groups.
        case open
        /// What has drained: senders before receivers.
        case retire

        public static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
    }

    /// True where nothing has to be done.
    public var isEmpty: Bool { steps.isEmpty }

    /// The update that turns `old` into `new`. A switch that is missing on one side counts as empty there.
    ///
    /// - Parameter order: the order in which heads change; ``RuleCompiler/update(from:to:)`` finds it out.
    public init(
        from old: [DatapathID: SwitchProgram], to new: [DatapathID: SwitchProgram], order: HeadOrder = HeadOrder()
    ) {
        var places: [ChangeDraft.Place: [DatapathID: SwitchChange]] = [:]
        for datapath in Set(old.keys).union(new.keys) {
            let changes = SwitchChange.between(
                old[datapath] ?? SwitchProgram(), new[datapath] ?? SwitchProgram(), order)
            for (place, change) in changes { places[place, default: [:]][datapath] = change }
        }
        self.order = order
        steps = places.sorted { $0.key < $1.key }.map { Step(phase: $0.key.phase, changes: $0.value) }
    }

    /// The programs after the update.
    public func applied(to programs: [DatapathID: SwitchProgram]) -> [DatapathID: SwitchProgram] {
        var programs = programs
        for step in steps {
            for (datapath, change) in step.changes { change.apply(to: &programs[datapath, default: SwitchProgram()]) }
        }
        return programs
    }

    /// How much changes, by kind, over all switches and phases; entries that are closed for a moment are not counted.
    public var summary: Summary {
        steps.filter { $0.phase != .close }.flatMap(\.changes.values).reduce(into: Summary()) { $0.count($1) }
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
