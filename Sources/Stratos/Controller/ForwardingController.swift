public import ChainComposition
public import Logging
public import NetworkTypes
internal import OpenFlow
public import ServiceChaining

/// Keeps the switches of a fabric in line with a policy (Stratos § 3, "Forwarding controller").
///
/// ```swift
/// let controller = ForwardingController(fabric: fabric, engine: ResidentEngine())
/// try await controller.apply(policy)                    // install
/// policy.tenants[0].instances.append(another)
/// try await controller.apply(policy)                    // scale out; paths that exist stay as they are
/// try await controller.apply(policy, weights: shares)   // shares from a flow distribution
/// try await controller.releaseDrained()                 // give up paths without live flows
/// try await controller.rollBack()                       // to the policy before
/// try await controller.keepProbing()                    // until the task is cancelled: act on health checks
/// ```
///
/// What is decided is decided by values of `ChainComposition`; this actor only carries them out. An update that a
/// switch refuses is taken back on the switches that had taken it.
public actor ForwardingController {
    /// What is in force.
    public internal(set) var plan = SteeringPlan()
    /// What the switches hold.
    public internal(set) var programs: [DatapathID: SwitchProgram] = [:]

    /// Who picks the paths of new flows; ``changeEngine(to:)`` changes it.
    public internal(set) var engine: any SteeringEngine
    let fabric: any SwitchFabric
    let composer: ChainComposer
    let addressResolution: AddressResolution
    let timeouts: ReactiveSteering.Timeouts
    let clock: @Sendable () -> Duration
    var reactive: ReactiveResponder?
    let resets = ResetResponder()
    let dispatch = PacketDispatch()
    let health: HealthWatch
    let logger: Logger
    /// What was asked for last, before instances failed.
    var current: History.Entry?
    var history = History()
    /// Instances that health checks or somebody else have found to be down.
    public internal(set) var failedInstances: Set<InstanceAddress> = []
    /// Connections as the trackers held them, and when they were last seen there.
    var record: [TrackedConnection: Duration] = [:]
    /// Flows that were given their paths back by rules, and until when these may be there.
    var restored: [RecordedFlow: Duration] = [:]
    /// What messages call the switches; those of a policy that is only just being installed included.
    var names: [DatapathID: String] = [:]
    var isUpdating = false
    /// True while the switches hold a part of an update that could be neither finished nor taken back.
    var isTorn = false
    var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - timeouts: how long the reactive engine's rules live and its paths are remembered.
    ///   - clock: the time that counts for that, from any origin; give an emulated network's own.
    public init(
        fabric: some SwitchFabric, engine: some SteeringEngine = ResidentEngine(),
        composer: ChainComposer = ChainComposer(), addressResolution: AddressResolution = AddressResolution(),
        timeouts: ReactiveSteering.Timeouts = ReactiveSteering.Timeouts(),
        clock: @escaping @Sendable () -> Duration = ForwardingController.uptime,
        logger: Logger = Logger(label: "stratos.forwarding")
    ) {
        self.fabric = fabric
        self.engine = engine
        self.composer = composer
        self.addressResolution = addressResolution
        self.timeouts = timeouts
        self.clock = clock
        self.logger = logger
        health = HealthWatch(gateway: addressResolution.virtualMAC, clock: clock)
        reactive =
            engine is ReactiveEngine ? ReactiveResponder(timeouts: timeouts, clock: clock, resets: resets) : nil
    }

    var compiler: RuleCompiler { RuleCompiler(engine: engine, addressResolution: addressResolution) }

    /// Brings the switches in line with a policy.
    ///
    /// - Parameter weights: shares of new flows by path; a subchain that is not named gets the composer's choice.
    /// - Returns: what was done.
    /// - Throws: `CompositionFailure` where the policy cannot be composed, ``StratosError`` where a port or a switch
    ///   is missing or an update is refused. In each case the switches hold what they held before.
    @discardableResult
    public func apply(_ policy: Policy, weights: ChainComposer.PathWeights = [:]) async throws -> AppliedUpdate {
        try Self.refuseMistakes(in: policy)
        return try await exclusively { controller in
            try await controller.check(policy)
            let wanted = History.Entry(policy: policy, weights: weights)
            let applied = try await controller.advance(to: wanted)
            controller.history.add(controller.current)
            controller.current = wanted
            controller.failedInstances.formIntersection(policy.instanceAddresses)
            return applied
        }
    }

    /// Gives up draining paths that carry no live flow any more.
    ///
    /// - Returns: the paths that went, and those that still drain with their numbers of flows.
    @discardableResult
    public func releaseDrained() async throws -> DrainReport {
        try await exclusively { controller in
            let report = try await controller.drainReport()
            if let current = controller.current, !report.drained.isEmpty {
                try await controller.advance(to: current, releasing: report.drained)
            }
            return report
        }
    }

    /// How many live flows there are on each path, draining ones included.
    public func liveFlows() async throws -> [PathID: Int] {
        if let reactive { return reactive.flowsByPath }
        var flows: [PathID: Int] = [:]
        for (mark, count) in try await fabric.liveConnections() {
            let path = PathID.of(mark: mark).path
            // A connection is tracked at both ends of a path; the larger count is the number of flows.
            flows[path] = max(flows[path] ?? 0, count)
        }
        return flows
    }

    private func drainReport() async throws -> DrainReport {
        let flows = try await liveFlows()
        let draining = plan.paths.filter { $0.state != .active }
        return DrainReport(
            drained: Set(draining.filter { flows[$0.id] == nil }.map(\.id)),
            remaining: Dictionary(
                draining.compactMap { path in flows[path.id].map { (path.id, $0) } }
            ) { first, _ in first })
    }

    /// Composes, compiles and installs, and then makes the result what is in force.
    @discardableResult
    func advance(
        to wanted: History.Entry, releasing drained: Set<PathID> = [], failed: Set<InstanceAddress>? = nil
    ) async throws -> AppliedUpdate {
        let policy = wanted.policy.marking(failed: failed ?? failedInstances)
        let next = try composer.plan(for: policy, after: plan, weights: wanted.weights, releasing: drained)
        // After a torn update the switches hold something else than the plan in force: everything is compared then.
        let update =
            isTorn
            ? PlanUpdate(
                from: programs, to: compiler.compile(next), order: .closingEverything(of: plan, to: next))
            : compiler.update(from: plan, to: next)
        let clock = ContinuousClock()
        let start = clock.now
        await listen()
        do {
            try await install(update, of: next)
        } catch {
            plan.discard(next)
            throw error
        }
        (plan, isTorn) = (next, false)
        health.follow(wanted.policy)
        let applied = AppliedUpdate(plan: next, update: update, duration: clock.now - start)
        logger.info("applied", metadata: ["rules": "\(update.summary)", "took": "\(applied.duration)"])
        return applied
    }

    /// Says who gets the packets that switches send.
    func listen() async {
        dispatch.withReceivers { [reactive, resets, health] receivers in
            receivers = PacketDispatch.Receivers(
                reset: resets.resident, probe: health.answer, reactive: reactive?.answer)
        }
        await fabric.setPacketInHandler(dispatch.answer)
        await fabric.setFlowRemovedHandler(reactive?.ruleRemoved)
        await fabric.setConnectedHandler { [weak self] datapath in
            Task { await self?.welcome(datapath) }
        }
    }

    /// Carries out an update phase by phase; takes it back where a switch refuses.
    func install(_ update: PlanUpdate, of next: SteeringPlan) async throws {
        let before = programs
        do {
            for step in update.steps where step.phase < .retire { try await perform(step) }
            try await decide(by: next)
            for step in update.steps where step.phase == .retire { try await perform(step) }
        } catch {
            try await takeBack(to: before, from: next, because: error)
        }
    }

    /// Lets the reactive engine pick paths of another plan, and takes away its rules for paths that are gone.
    func decide(by plan: SteeringPlan) async throws {
        resets.update(plan)
        var messages = reactive?.update(plan) ?? [:]
        messages.merge(forgetting(pathsGoneIn: plan), uniquingKeysWith: +)
        for (datapath, messages) in messages {
            do {
                try await fabric.apply(messages, to: datapath)
            } catch {
                throw StratosError(
                    .updateRefused, "switch \(name(datapath)) did not take away rules of single flows: \(error)")
            }
        }
    }

    func perform(_ step: PlanUpdate.Step) async throws {
        let fabric = fabric
        let outcomes = await withTaskGroup(of: (DatapathID, (any Error)?).self) { group in
            for (datapath, change) in step.changes {
                group.addTask {
                    do {
                        if !change.tunnelOptions.isEmpty {
                            try await fabric.map(change.tunnelOptions, on: datapath)
                        }
                        try await fabric.apply(change.messages, to: datapath)
                        return (datapath, nil)
                    } catch {
                        return (datapath, error)
                    }
                }
            }
            return await group.reduce(into: [DatapathID: (any Error)?]()) { $0[$1.0] = $1.1 }
        }
        for (datapath, error) in outcomes where error == nil {
            step.changes[datapath]?.apply(to: &programs[datapath, default: SwitchProgram()])
        }
        let failed = outcomes.sorted { $0.key < $1.key }.first { $0.value != nil }
        if let failed, let error = failed.value {
            throw StratosError(
                .updateRefused, "switch \(name(failed.key)) did not take the \(step.phase) step: \(error)")
        }
    }

    func takeBack(
        to before: [DatapathID: SwitchProgram], from next: SteeringPlan, because cause: any Error
    ) async throws -> Never {
        let update = PlanUpdate(from: programs, to: before, order: .takingBack(next, to: plan))
        // A task of its own: whoever is cancelled halfway must not leave half an update behind.
        let failure: (any Error)? = await Task {
            var failure: (any Error)?
            // Nobody may be sent along paths that are about to go, and a switch that is lost must not keep the others
            // from going back.
            do { try await decide(by: plan) } catch { failure = error }
            for step in update.steps {
                do { try await perform(step) } catch { failure = failure ?? error }
            }
            return failure
        }.value
        guard let failure else { throw cause }
        isTorn = true
        throw StratosError(
            .updateTorn, "\(cause); taking it back failed as well: \(failure); apply a policy again to mend it")
    }

    func name(_ datapath: DatapathID) -> String {
        names[datapath].map { "“\($0)”" } ?? datapath.description
    }
}
