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

    private var index = PlanIndex(SteeringPlan())
    private var pickers: [GroupID: SmoothWeightedRoundRobin<PathID>] = [:]
    private var flows: [Direction: Remembered] = [:]

    /// A flow in one direction, at the port where that direction starts.
    private struct Direction: Hashable {
        let port: SwitchPort
        let flow: FiveTuple
    }

    private struct Remembered {
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
    public mutating func update(_ plan: SteeringPlan) {
        let next = PlanIndex(plan)
        for (group, head) in next.heads where index.heads[group] != head {
            pickers[group] = SmoothWeightedRoundRobin(head.choices.map { ($0.path, $0.weight) })
        }
        pickers = pickers.filter { next.heads[$0.key] != nil }
        flows = flows.filter { next.paths[$0.value.path] != nil }
        index = next
    }

    /// What to do with a packet that a switch has no rule for.
    public mutating func decide(_ flow: FiveTuple, at port: SwitchPort) -> Decision {
        let known = flows[Direction(port: port, flow: flow)]
        if let known, let path = index.paths[known.path] {
            return install(path, known.direction == .forward ? flow : flow.reversed) ?? drop(flow, at: port)
        }
        guard let head = index.head(for: flow, at: port), let picked = pickers[head.group]?.next(),
            let path = index.paths[picked]
        else { return drop(flow, at: port) }
        return install(path, flow) ?? drop(flow, at: port)
    }

    public enum Decision: Sendable {
        /// Rules in the order in which they go in: the reply's first, so that no reply comes too early.
        case install(PathID, [(DatapathID, FlowMod)])
        /// The packet belongs to no chain: a short-lived rule that drops its like.
        case drop(FlowMod)
    }

    /// How many remembered flows there are on each path; a path without any has drained.
    public var flowsByPath: [PathID: Int] {
        flows.values.reduce(into: [:]) { if $1.direction == .forward { $0[$1.path, default: 0] += 1 } }
    }

    /// The switch gave up the exact rule of a flow in one direction; the path is remembered for ``Timeouts/memory`` more.
    public mutating func ruleRemoved(_ flow: FiveTuple, at port: SwitchPort, now: Duration) {
        flows[Direction(port: port, flow: flow)]?.expires = now + timeouts.memory
    }

    /// Forgets what has been without rules for ``Timeouts/memory``.
    public mutating func forget(now: Duration) {
        flows = flows.filter { $0.value.expires.map { $0 > now } ?? true }
    }

    private mutating func install(_ path: PlannedPath, _ forward: FiveTuple) -> Decision? {
        guard let head = path.headPort, let end = path.endPort else { return nil }
        flows[Direction(port: head, flow: forward)] = Remembered(path: path.id, direction: .forward)
        flows[Direction(port: end, flow: forward.reversed)] = Remembered(path: path.id, direction: .reverse)
        return .install(
            path.id,
            [
                (end.datapath, exactRule(path, .reverse, forward.reversed, at: end)),
                (head.datapath, exactRule(path, .forward, forward, at: head)),
            ])
    }

    private func exactRule(
        _ path: PlannedPath, _ direction: PathDirection, _ flow: FiveTuple, at port: SwitchPort
    ) -> FlowMod {
        FlowMod(
            .add, table: PipelineTable.select.id, priority: ReactiveEngine.exactPriority,
            match: Match(flow.exactFields(at: port)), instructions: index.firstHop(path, direction),
            cookie: RuleCookie.path(path.id.mark(direction)), idleTimeout: timeouts.ruleIdle,
            flags: .sendFlowRemoved)
    }

    private func drop(_ flow: FiveTuple, at port: SwitchPort) -> Decision {
        .drop(
            FlowMod(
                .add, table: PipelineTable.select.id, priority: ReactiveEngine.exactPriority,
                match: Match(flow.exactFields(at: port)), cookie: RuleCookie.shared, hardTimeout: timeouts.drop))
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
