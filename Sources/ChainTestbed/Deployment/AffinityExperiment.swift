public import ChainComposition
internal import NetworkTypes
internal import ServiceChaining
internal import Stratos

/// The paper's affinity experiment: under a constant workload, one more instance of one function after another
/// (Stratos § 7.2, "Correctness").
///
/// The paper waits two minutes between additions, goes round the functions twice, and sends 50 requests of 50 KB a
/// second through generator → passthrough → mangler → server and generator → passthrough → passthrough → server.
///
/// ```swift
/// var experiment = AffinityExperiment(engine: ResidentEngine(), kinds: [.passthrough, .snatMangler(address: "10.9.0.1")])
/// experiment.wait = .seconds(10)
/// let outcome = try await experiment.run(on: bed)
/// ```
public struct AffinityExperiment: Sendable {
    public var engine: any SteeringEngine
    /// What the boxes of each function do, in order.
    public var kinds: [BoxKind]
    /// Time before the first addition, between two, and after the last.
    public var wait: Duration = .seconds(120)
    /// How often each function gets one more instance.
    public var rounds = 2
    /// Requests a second, each a connection of its own.
    public var rate: Double = 50
    public var size = ExchangeSize.paper

    public init(engine: some SteeringEngine, kinds: [BoxKind]) {
        self.engine = engine
        self.kinds = kinds
    }

    /// What was measured.
    public struct Outcome: Sendable {
        public let affinity: AffinityReport
        public let traffic: TrafficReport
        /// How long the switches took for each addition.
        public let updates: [Duration]
    }

    /// Runs on a testbed of three hosts that has nothing attached yet.
    ///
    /// - Parameter narrate: told about each addition.
    public func run(
        on bed: Testbed, narrate: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Outcome {
        try await bed.withFabric { fabric in
            let controller = ForwardingController(fabric: fabric, engine: engine)
            let functions = kinds.enumerated().map { (FunctionID("f\($0.offset + 1)"), $0.element) }
            var chain = try await ChainDeployment(functions, client: "h1", server: "h3", on: bed)
            for stage in kinds.indices { try await chain.launch("f\(stage + 1)i1", stage: stage, on: "h2", in: bed) }
            try await controller.apply(chain.policy)
            return try await measure(bed, controller, &chain, narrate)
        }
    }

    private func measure(
        _ bed: Testbed, _ controller: ForwardingController, _ chain: inout ChainDeployment,
        _ narrate: @Sendable (String) -> Void
    ) async throws -> Outcome {
        let observation = try await bed.observeAffinity(
            client: chain.client, chain: chain.stages.map(\.boxes), server: chain.server)
        let server = try await TrafficServer.start(in: chain.server, port: 8080)
        defer { server.stop() }
        let additions = rounds * kinds.count
        let client = TrafficClient(endpoint: chain.client, server: chain.server.address, port: 8080)
        let load = OpenLoopLoad(rate: rate, for: wait * (additions + 1), size: size)
        async let traffic = client.run(load)
        var updates: [Duration] = []
        for addition in 0..<additions {
            try await Task.sleep(for: wait)
            let stage = addition % kinds.count
            let name = "f\(stage + 1)i\(addition / kinds.count + 2)"
            let box = try await chain.launch(name, stage: stage, on: "h\(addition % 3 + 1)", in: bed)
            try await observation.add(box, toStage: stage)
            let applied = try await controller.apply(chain.policy)
            updates.append(applied.duration)
            let summary = applied.update.summary
            narrate("added \(name): +\(summary.added) ~\(summary.modified) -\(summary.deleted) rules and groups")
        }
        let report = try await traffic
        return Outcome(affinity: try await observation.finish(), traffic: report, updates: updates)
    }
}
