public import NetworkTypes
public import OpenFlow
internal import ServiceChaining

/// What the controller decides in the reactive engine, as a value: which path a new flow gets, and which rules that
/// takes (Stratos § 4.1).
///
/// ```swift
/// var steering = ReactiveSteering(plan)
/// switch steering.decide(flow, at: port) {
/// case .install(let rules): …            // in this order, then let the packet go on
/// case .drop(let rule): …
/// }
/// ```
///
/// A flow's path is remembered longer than its rules live, and when a packet of it comes back, from either end, the
/// same path is installed again. Time is whatever the caller's clock says.
public struct ReactiveSteering: Sendable {
    public var timeouts: Timeouts

    /// How long rules live and paths are remembered.
    public struct Timeouts: Hashable, Sendable {
        /// Seconds without a packet after which exact rules go.
        public var ruleIdle: UInt16
        /// How long the path of a flow is remembered after its rules have gone.
        public var memory: Duration
        /// Seconds for which packets of no class are dropped without asking again.
        public var drop: UInt16

        public init(ruleIdle: UInt16 = 60, memory: Duration = .seconds(600), drop: UInt16 = 10) {
            self.ruleIdle = ruleIdle
            self.memory = memory
            self.drop = drop
        }
    }

    private(set) var index = PlanIndex(SteeringPlan())
    private var pickers: [GroupID: SmoothWeightedRoundRobin<PathID>] = [:]
    private(set) var flows: [Direction: Remembered] = [:]
    /// The paths of flows that others are to follow.
    private var companies: [Company: PathID] = [:]
    var fragments = FragmentMemory()
    private var nextSweep: Duration?

    /// A flow in one direction, at the port where that direction starts.
    struct Direction: Hashable {
        let port: SwitchPort
        let flow: FiveTuple
    }

    struct Remembered {
        let path: PathID
        let direction: PathDirection
        /// `nil` while the rule of this direction is installed.
        var expires: Duration?
    }

    public init(_ plan: SteeringPlan, timeouts: Timeouts = Timeouts()) {
        self.timeouts = timeouts
        update(plan)
    }

    /// Goes on with another plan: flows keep their paths as long as these exist, weights count for new flows.
    ///
    /// - Returns: what takes away exact rules that the plan has no use for: those of paths that are gone, which would
    ///   send live flows nowhere, or astray once their tags are used again; and drops, where classes have changed.
    @discardableResult
    public mutating func update(_ plan: SteeringPlan) -> [(DatapathID, FlowMod)] {
        let next = PlanIndex(plan)
        let outdated = outdatedRules(next)
        for (group, head) in next.heads where index.heads[group] != head {
            pickers[group] = SmoothWeightedRoundRobin(head.choices.map { ($0.path, $0.weight) })
        }
        pickers = pickers.filter { next.heads[$0.key] != nil }
        flows = flows.filter { next.paths[$0.value.path] != nil }
        index = next
        return outdated
    }

    private func outdatedRules(_ next: PlanIndex) -> [(DatapathID, FlowMod)] {
        let gone = index.paths.values.filter { path in
            guard let kept = next.paths[path.id] else { return true }
            return kept.state == .resetting && path.state != .resetting
        }.sorted { $0.id < $1.id }
        let paths = gone.flatMap { path in
            PathDirection.allCases.flatMap { direction in
                Set(index.places(path, direction).map(\.port.datapath)).sorted().map {
                    ($0, Self.deletion(RuleCookie.path(path.id.mark(direction))))
                }
            }
        }
        return paths
            + next.switchesWithOtherClasses(than: index).sorted().map { ($0, Self.deletion(RuleCookie.unclassified)) }
    }

    private static func deletion(_ cookie: Cookie) -> FlowMod {
        FlowMod(.delete, table: PipelineTable.select.id, cookie: cookie, cookieMask: .max)
    }

    /// What to do with a packet that a switch has no rule for.
    ///
    /// - Parameter marking: its DSCP value, by which chains may branch behind a box that sets it.
    public mutating func decide(
        _ flow: FiveTuple, marking: DSCP = .bestEffort, at port: SwitchPort
    ) -> Decision {
        let known = flows[Direction(port: port, flow: flow)]
        if let known, let path = index.paths[known.path] {
            guard path.state != .resetting else { return end(flow, marking, at: port, known, path) }
            return install(path, known.direction == .forward ? flow : flow.reversed) ?? drop(flow, at: port)
        }
        return begin(flow, marking, at: port)
    }

    private mutating func begin(_ flow: FiveTuple, _ marking: DSCP, at port: SwitchPort) -> Decision {
        guard let head = index.head(for: flow, marking, at: port) else { return drop(flow, at: port) }
        let forward = head.direction == .forward ? flow : flow.reversed
        guard let picked = pick(forward, at: head), let path = index.paths[picked] else { return drop(flow, at: port) }
        return install(path, forward) ?? drop(flow, at: port)
    }

    /// The path of flows that this one is to follow, while it takes new flows, or the next one in turn.
    private mutating func pick(_ forward: FiveTuple, at head: PlannedHead) -> PathID? {
        let company = Company(forward, head.subchain, index.stickiness(of: head.subchain))
        if let company, let path = companies[company], head.choices.contains(where: { $0.path == path }) { return path }
        let picked = pickers[head.group]?.next()
        if let company { companies[company] = picked }
        return picked
    }

    /// A flow whose instance has failed: a connection is reset, what has none starts again.
    private mutating func end(
        _ flow: FiveTuple, _ marking: DSCP, at port: SwitchPort, _ known: Remembered, _ path: PlannedPath
    ) -> Decision {
        guard flow.transport != .tcp else { return .reset(path.id, known.direction) }
        flows[Direction(port: port, flow: flow)] = nil
        return known.direction == .forward ? begin(flow, marking, at: port) : drop(flow, at: port)
    }

    public enum Decision: Sendable {
        /// Rules in the order in which they go in: the reply's first, so that no reply comes too early.
        case install(PathID, [(DatapathID, FlowMod)])
        /// The packet belongs to no chain: a short-lived rule that drops its like.
        case drop(FlowMod)
        /// The packet belongs to a connection that is to be reset, at both ends of the path.
        case reset(PathID, PathDirection)
    }

    /// How many remembered flows there are on each path; a path without any has drained.
    public var flowsByPath: [PathID: Int] {
        flows.reduce(into: [:]) { counts, flow in
            let isAtHead = flow.value.direction == .forward && index.paths[flow.value.path]?.headPort == flow.key.port
            if isAtHead { counts[flow.value.path, default: 0] += 1 }
        }
    }

    /// The switch gave up the exact rule of a flow in one direction; the path is remembered for ``Timeouts/memory`` more.
    ///
    /// - Parameter path: the one that the rule led along; where the flow has another by now, nothing is to be done.
    public mutating func ruleRemoved(_ flow: FiveTuple, at port: SwitchPort, of path: PathID, now: Duration) {
        let direction = Direction(port: port, flow: flow)
        if flows[direction]?.path == path { flows[direction]?.expires = now + timeouts.memory }
        // Nobody need ever ask for numbers of flows, so what is over is looked for here as well, now and then.
        if nextSweep.map({ $0 <= now }) ?? true {
            forget(now: now)
            nextSweep = now + max(timeouts.memory / 4, .seconds(1))
        }
    }

    /// Every direction of a flow that is remembered.
    public var recordedFlows: [RecordedFlow] {
        flows.map { RecordedFlow(path: $1.path, direction: $1.direction, port: $0.port, flow: $0.flow) }
    }

    /// Remembers flows whose paths somebody else has picked, wherever packets of them come without a tag.
    ///
    /// - Returns: their exact rules.
    public mutating func adopt(_ recorded: [RecordedFlow]) -> [(DatapathID, FlowMod)] {
        var rules: [(DatapathID, FlowMod)] = []
        for it in recorded {
            guard let path = index.paths[it.path], path.state != .resetting,
                case .install(_, let exact)? = install(path, it.direction == .forward ? it.flow : it.flow.reversed)
            else { continue }
            rules += exact
        }
        return rules
    }

    /// A switch has lost its rules without a word, as when it was restarted: they count as given up now.
    public mutating func rulesLost(on datapath: DatapathID, now: Duration) {
        for direction in flows.keys where direction.port.datapath == datapath && flows[direction]?.expires == nil {
            flows[direction]?.expires = now + timeouts.memory
        }
    }

    /// Forgets flows of which all rules have been gone for ``Timeouts/memory``.
    ///
    /// A flow that one end only listens to is alive, and its path with it.
    public mutating func forget(now: Duration) {
        let isOver = { (remembered: Remembered) in remembered.expires.map { $0 <= now } ?? false }
        flows = flows.filter { entry in
            !isOver(entry.value)
                || places(of: entry.key, entry.value).contains { flows[$0].map { !isOver($0) } ?? false }
        }
        forgetCompanies()
    }

    /// What nobody is left of has no path to follow.
    private mutating func forgetCompanies() {
        guard !companies.isEmpty else { return }
        let alive = Set(
            flows.compactMap { entry -> Company? in
                guard let subchain = index.paths[entry.value.path]?.subchain else { return nil }
                let forward = entry.value.direction == .forward ? entry.key.flow : entry.key.flow.reversed
                return Company(forward, subchain, index.stickiness(of: subchain))
            })
        companies = companies.filter { alive.contains($0.key) }
    }

    /// Everywhere where the flow of a remembered direction is remembered.
    private func places(of known: Direction, _ remembered: Remembered) -> [Direction] {
        guard let path = index.paths[remembered.path] else { return [] }
        let forward = remembered.direction == .forward ? known.flow : known.flow.reversed
        return PathDirection.allCases.flatMap { direction in
            index.places(path, direction).map {
                Direction(port: $0.port, flow: direction == .forward ? forward : forward.reversed)
            }
        }
    }

    /// How many directions of flows are remembered.
    package var rememberedDirections: Int { flows.count }

    /// From the far end to the near one, so that no packet comes where nobody waits for it yet.
    private mutating func install(_ path: PlannedPath, _ forward: FiveTuple) -> Decision? {
        guard path.headPort != nil else { return nil }
        for direction in PathDirection.allCases {
            let flow = direction == .forward ? forward : forward.reversed
            for (port, _) in index.places(path, direction) {
                flows[Direction(port: port, flow: flow)] = Remembered(path: path.id, direction: direction)
            }
        }
        return .install(path.id, exactRules(path, forward))
    }

    /// The rules that lead a flow along a path: the reply's first.
    package func exactRules(_ path: PlannedPath, _ forward: FiveTuple) -> [(DatapathID, FlowMod)] {
        [PathDirection.reverse, .forward].flatMap { direction -> [(DatapathID, FlowMod)] in
            let flow = direction == .forward ? forward : forward.reversed
            return index.places(path, direction).flatMap { port, starts in
                starts.filter { $0.family == flow.source.family && $0.marking == nil }
                    .map { (port.datapath, exactRule(path, direction, flow, $0)) }
            }
        }
    }

    /// A path by its number.
    package func path(_ id: PathID) -> PlannedPath? { index.paths[id] }

    /// What may be put in place for a new flow, by the path that is picked; nothing for a flow of no class.
    package func possibleRules(
        for flow: FiveTuple, marking: DSCP, at port: SwitchPort
    ) -> [[(DatapathID, FlowMod)]] {
        guard let head = index.head(for: flow, marking, at: port) else { return [] }
        return head.choices.compactMap { index.paths[$0.path] }
            .map { exactRules($0, head.direction == .forward ? flow : flow.reversed) }
    }

    private func exactRule(
        _ path: PlannedPath, _ direction: PathDirection, _ flow: FiveTuple, _ start: PathStart
    ) -> FlowMod {
        FlowMod(
            .add, table: PipelineTable.select.id, priority: ReactiveEngine.exactPriority,
            match: Match(flow.exactFields(at: start.port)),
            instructions: ReactiveEngine.exactInstructions(path, direction, start),
            cookie: RuleCookie.path(path.id.mark(direction)), idleTimeout: timeouts.ruleIdle,
            flags: .sendFlowRemoved)
    }

    private func drop(_ flow: FiveTuple, at port: SwitchPort) -> Decision {
        .drop(
            FlowMod(
                .add, table: PipelineTable.select.id, priority: ReactiveEngine.exactPriority,
                match: Match(flow.exactFields(at: port)), cookie: RuleCookie.unclassified, hardTimeout: timeouts.drop))
    }
}

extension FiveTuple {
    /// The match of exactly this flow in this direction at a port.
    func exactFields(at port: SwitchPort) -> [MatchField] {
        let exact = { (port: TransportPort) in MaskedPort(value: port.rawValue, mask: .max) }
        let ports = [
            MatchField.sourcePort(transport, exact(sourcePort)),
            MatchField.destinationPort(transport, exact(destinationPort)),
        ]
        return [
            .inPort(port.port), .ethernetType(source.family.etherType), .ipProtocol(transport),
            .source(IPPrefix(host: source)), .destination(IPPrefix(host: destination)),
        ] + ports.compactMap { $0 }
    }
}
