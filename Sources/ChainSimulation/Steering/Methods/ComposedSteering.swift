internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// The suite's own way: functions that rewrite packets are cloned, paths carry tags, and one of the two engines picks
/// the path of a new flow and remembers it.
struct ComposedSteering: SteeringMethod {
    private let compiler: RuleCompiler
    private var reactive: ReactiveSteering?
    private var policy = Policy(tenants: [])
    private var plan = SteeringPlan()
    private var programs: [DatapathID: SwitchProgram] = [:]

    init(_ engine: some SteeringEngine) {
        compiler = RuleCompiler(engine: engine)
        guard engine is ReactiveEngine else { return }
        let idle = SteeringConfiguration.idleTimeout
        reactive = ReactiveSteering(plan, timeouts: .init(ruleIdle: idle, memory: .seconds(Int(idle)), drop: 10))
    }

    mutating func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages] {
        self.policy = policy
        return try advance(releasing: [])
    }

    /// New flows are decided by the new plan before the rules of the old one go.
    private mutating func advance(releasing drained: Set<PathID>) throws(ChainSimulationError) -> [SwitchMessages] {
        let next: SteeringPlan
        do {
            next = try ChainComposer().plan(for: policy, after: plan, releasing: drained)
        } catch { throw ChainSimulationError(.compositionFailed, "\(error)") }
        let target = compiler.compile(next)
        let steps = PlanUpdate(from: programs, to: target).steps
        let outdated = (reactive?.update(next) ?? []).map { SwitchMessages($0.0, [.flowMod($0.1)]) }
        (plan, programs) = (next, target)
        return steps.filter { $0.phase != .retire }.flatMap(\.messages) + outdated
            + steps.filter { $0.phase == .retire }.flatMap(\.messages)
    }

    mutating func answer(_ packetIn: PacketIn, from datapath: DatapathID, at time: Duration) -> [SwitchMessages] {
        guard let number = packetIn.inPort, let packet = EthernetFrame.parse(packetIn.data),
            let flow = packet.fiveTuple
        else { return [] }
        let port = SwitchPort(datapath, number)
        switch reactive?.decide(flow, marking: packet.dscp, at: port) {
        case .install(_, let rules)?:
            return rules.map { SwitchMessages($0.0, [.flowMod($0.1)]) } + [.again(packetIn, at: port)]
        case .drop(let rule)?: return [SwitchMessages(datapath, [.flowMod(rule)])]
        // Nothing fails in a scenario, so that nothing is reset.
        case .reset?, nil: return []
        }
    }

    mutating func ruleRemoved(_ removed: FlowRemoved, from datapath: DatapathID, now: Duration) {
        guard let (port, flow) = removed.match.exactFlow, let mark = RuleCookie.mark(of: removed.cookie) else { return }
        reactive?.ruleRemoved(flow, at: SwitchPort(datapath, port), of: PathID.of(mark: mark).path, now: now)
    }

    /// Gives up paths that have drained.
    mutating func maintain(_ network: EmulatedNetwork) throws(ChainSimulationError) -> [SwitchMessages] {
        reactive?.forget(now: network.now)
        let inUse = reactive.map { Set($0.flowsByPath.keys) } ?? Self.pathsInUse(network)
        let drained = plan.paths.filter { $0.state == .draining && !inUse.contains($0.id) }.map(\.id)
        return drained.isEmpty ? [] : try advance(releasing: Set(drained))
    }

    private static func pathsInUse(_ network: EmulatedNetwork) -> Set<PathID> {
        let live = network.switches.values.flatMap(\.tracker.connections).filter {
            $0.mark != 0 && !$0.isClosed && $0.expires > network.now
        }
        return Set(live.map { PathID.of(mark: $0.mark).path })
    }
}

extension PlanUpdate.Step {
    /// The messages of the step, switch by switch.
    var messages: [SwitchMessages] {
        changes.sorted { $0.key < $1.key }.map { SwitchMessages($0.key, $0.value.messages) }
    }
}
