internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining
internal import Stratos

/// One run of an ``AffinityScenario``, step by step.
struct AffinityRun {
    let scenario: AffinityScenario
    let bed: Testbed
    let controller: ForwardingController
    var chain: ChainDeployment
    let narrate: @Sendable (String) -> Void
    private var changes: [AffinityScenario.Change] = []

    init(
        scenario: AffinityScenario, bed: Testbed, controller: ForwardingController, chain: ChainDeployment,
        narrate: @escaping @Sendable (String) -> Void
    ) {
        self.scenario = scenario
        self.bed = bed
        self.controller = controller
        self.chain = chain
        self.narrate = narrate
    }

    mutating func outcome() async throws -> AffinityScenario.Outcome {
        try await apply("install")
        let observation = try await bed.observeAffinity(
            client: chain.client, chain: chain.stages.map(\.boxes), server: chain.server)
        let server = try await TrafficServer.start(in: chain.server, port: 8080)
        defer { server.stop() }
        var load = HeldLoad(connections: scenario.heldConnections)
        load.interval = .milliseconds(250)
        let held = try await client.hold(load)
        narrate("\(scenario.heldConnections) connections opened and kept busy")
        var failures = try await converse()

        chain.setWeight(3, of: chain.stages[0].boxes[0])
        try await apply("weights 3:1")
        failures += try await converse()

        let added = try await chain.launch("p3", stage: 0, on: "h1", in: bed)
        try await observation.add(added, toStage: 0)
        try await apply("add p3")
        failures += try await converse()

        let drained = chain.stages[0].boxes[0]
        chain.drain(drained)
        try await apply("drain p1")
        let before = try await flows(through: drained)
        failures += try await converse()
        let newcomers = max(0, try await flows(through: drained) - before)

        failures += try await held.finish().failures.count
        let drainTime = try await waitUntilDrained(drained)
        let affinity = try await observation.finish()
        return AffinityScenario.Outcome(
            affinity: affinity, failures: failures, changes: changes, drainTime: drainTime,
            newFlowsWhileDraining: newcomers)
    }

    private var client: TrafficClient {
        TrafficClient(endpoint: chain.client, server: chain.server.address, port: 8080)
    }

    /// A quarter of the short connections, and then a pause in which the held ones go on.
    private func converse() async throws -> Int {
        var load = ClosedLoopLoad(connections: scenario.shortConnections / 4)
        load.concurrency = 4
        let report = try await client.run(load)
        try await Task.sleep(for: scenario.pause)
        return report.failures.count
    }

    private mutating func apply(_ what: String) async throws {
        let applied = try await controller.apply(chain.policy)
        let summary = applied.update.summary
        let milliseconds = (applied.duration / .milliseconds(1) * 10).rounded() / 10
        changes.append(.init(what: what, summary: summary, duration: applied.duration))
        narrate("\(what): +\(summary.added) ~\(summary.modified) -\(summary.deleted) rules in \(milliseconds) ms")
    }

    /// Live flows on paths through a box, as the switches' trackers or the controller count them.
    private func flows(through box: AttachedBox) async throws -> Int {
        let paths = await controller.plan.paths.filter { $0.route.instances.contains(InstanceID(box.name)) }
        let live = try await controller.liveFlows()
        return paths.reduce(0) { $0 + (live[$1.id] ?? 0) }
    }

    private func waitUntilDrained(_ box: AttachedBox) async throws -> Duration {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(30) {
            let report = try await controller.releaseDrained()
            if report.remaining.isEmpty {
                let left = await controller.plan.paths.filter { $0.route.instances.contains(InstanceID(box.name)) }
                narrate("drained: \(box.name) has no live flow, its rules are gone")
                guard left.isEmpty else { break }
                return ContinuousClock.now - start
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw TestbedError(.timedOut, "\(box.name) still has live flows 30 s after all connections were closed")
    }
}
