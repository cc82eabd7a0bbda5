/// Captures at a client, a server and every box of a chain, turned into an `AffinityReport` at the end.
///
/// ```swift
/// let observation = try await bed.observeAffinity(client: branch, chain: [[p1, p2], [nat]], server: web)
/// let p3 = try await bed.attach(BoxSpecification(name: "p3", kind: .passthrough), to: "h2")
/// try await observation.add(p3, toStage: 0)      // before it gets traffic
/// let report = try await observation.finish()    // after all connections have ended
/// print(report.summary, report.violations)
/// ```
public actor AffinityObservation {
    private struct Watched {
        var box: AttachedBox
        var left: PacketCapture
        var right: PacketCapture
    }

    private let directory: String
    private let client: PacketCapture
    private let server: PacketCapture
    private var stages: [[Watched]]

    init(client: AttachedEndpoint, server: AttachedEndpoint, stages: Int, directory: String) async throws {
        self.directory = directory
        let interface = AttachedEndpoint.interface
        async let atClient = PacketCapture.start(
            on: interface, in: client.namespace, file: "\(directory)/\(client.name).pcap")
        async let atServer = PacketCapture.start(
            on: interface, in: server.namespace, file: "\(directory)/\(server.name).pcap")
        self.client = try await atClient
        self.server = try await atServer
        self.stages = Array(repeating: [], count: stages)
    }

    /// Watches another instance of a stage, from now on.
    /// - Throws: `badSpecification` when the chain has no such stage; what starting a capture throws.
    public func add(_ box: AttachedBox, toStage stage: Int) async throws {
        guard stages.indices.contains(stage) else {
            throw TestbedError(.badSpecification, "the chain has \(stages.count) stages, none with index \(stage)")
        }
        async let left = capture(box, box.left)
        async let right = capture(box, box.right)
        stages[stage].append(Watched(box: box, left: try await left, right: try await right))
    }

    /// Ends the captures and compares what they saw.
    public func finish() async throws -> AffinityReport {
        let seenByClient = try await client.finish()
        let seenByServer = try await server.finish(settling: .zero)
        var dropped = seenByClient.dropped + seenByServer.dropped
        var observed: [AffinityStage] = []
        for (index, stage) in stages.enumerated() {
            var instances: [AffinityStage.Instance] = []
            for watched in stage {
                let left = try await watched.left.finish(settling: .zero)
                let right = try await watched.right.finish(settling: .zero)
                dropped += left.dropped + right.dropped
                instances.append(.init(name: watched.box.name, left: left.records, right: right.records))
            }
            let kinds = stage.map(\.box.kind)
            observed.append(
                AffinityStage(
                    name: "stage \(index + 1)", keepsAddresses: kinds.allSatisfy(\.keepsAddresses),
                    terminates: kinds.contains(where: \.terminates), instances: instances))
        }
        var report = AffinityReport(client: seenByClient.records, stages: observed, server: seenByServer.records)
        report.droppedByCaptures = dropped
        return report
    }

    private nonisolated func capture(_ box: AttachedBox, _ side: AttachedBox.Side) async throws -> PacketCapture {
        try await PacketCapture.start(
            on: side.interface, in: box.namespace, file: "\(directory)/\(box.name)-\(side.interface).pcap")
    }
}

extension Testbed {
    /// Starts to capture at the client, at both sides of each box, and at the server.
    ///
    /// - Parameter chain: The instances of each stage, in the order that the client's packets pass the stages.
    public func observeAffinity(
        client: AttachedEndpoint, chain: [[AttachedBox]], server: AttachedEndpoint
    ) async throws -> AffinityObservation {
        let observation = try await AffinityObservation(
            client: client, server: server, stages: chain.count, directory: directory.captures)
        for (stage, boxes) in chain.enumerated() {
            for box in boxes { try await observation.add(box, toStage: stage) }
        }
        return observation
    }

    /// Starts to capture on the interface of an endpoint, into the testbed's directory.
    ///
    /// - Parameter filter: as in ``PacketCapture/start(on:in:file:filter:)``.
    public func capture(_ endpoint: AttachedEndpoint, filter: String = "tcp or udp") async throws -> PacketCapture {
        try await PacketCapture.start(
            on: AttachedEndpoint.interface, in: endpoint.namespace, file: "\(directory.captures)/\(endpoint.name).pcap",
            filter: filter)
    }

    /// Starts to capture on one side of a box, into the testbed's directory.
    ///
    /// - Parameter filter: as in ``PacketCapture/start(on:in:file:filter:)``.
    public func capture(
        _ box: AttachedBox, _ side: AttachedBox.Side, filter: String = "tcp or udp"
    ) async throws -> PacketCapture {
        try await PacketCapture.start(
            on: side.interface, in: box.namespace,
            file: "\(directory.captures)/\(box.name)-\(side.interface).pcap", filter: filter)
    }
}
