public import ChainComposition
internal import NetworkTypes
internal import ServiceChaining
internal import Stratos

/// Live connections through the golden chain while weights change, an instance is added and one is drained.
///
/// The captures at the client, at both sides of every box and at the server decide whether a connection moved: they
/// are compared as in Stratos § 7.2.
public struct AffinityScenario: Sendable {
    public var engine: any SteeringEngine
    /// What stands behind the passthrough boxes.
    public var last: BoxKind
    /// Connections that stay open through every change.
    public var heldConnections: Int
    /// Connections that come and go, a part of them after each change.
    public var shortConnections: Int
    /// How long traffic runs between two changes.
    public var pause: Duration

    public init(
        engine: some SteeringEngine, last: BoxKind, heldConnections: Int = 250, shortConnections: Int = 300,
        pause: Duration = .milliseconds(300)
    ) {
        self.engine = engine
        self.last = last
        self.heldConnections = heldConnections
        self.shortConnections = shortConnections
        self.pause = pause
    }

    /// What was measured.
    public struct Outcome: Sendable {
        public let affinity: AffinityReport
        /// Connections that did not end in order, as the client saw it.
        public let failures: Int
        /// Each change, how many rules it touched, and how long the switches took.
        public let changes: [Change]
        /// From the end of the held connections until the drained instance had no live flow.
        public let drainTime: Duration
        /// New connections that the drained instance got after it was told to drain; 0 unless something is broken.
        public let newFlowsWhileDraining: Int
    }

    public struct Change: Sendable {
        public let what: String
        public let summary: PlanUpdate.Summary
        public let duration: Duration
    }

    /// Runs the scenario on a testbed of three hosts that has nothing attached yet.
    ///
    /// - Parameter narrate: told about each step as it is done.
    public func run(
        on bed: Testbed, narrate: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Outcome {
        try await bed.withFabric { fabric in
            let controller = ForwardingController(
                fabric: fabric, engine: engine, timeouts: .init(ruleIdle: 5, memory: .seconds(1)))
            var run = AffinityRun(
                scenario: self, bed: bed, controller: controller,
                chain: try await ChainDeployment.golden(on: bed, last: last), narrate: narrate)
            return try await run.outcome()
        }
    }
}
