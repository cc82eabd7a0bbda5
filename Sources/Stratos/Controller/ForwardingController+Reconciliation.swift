public import ChainComposition
internal import Logging
public import NetworkTypes
internal import OpenFlow

/// Switches that come back with other rules than they should have, or without what their trackers knew.
extension ForwardingController {
    /// What a reconciliation did to a switch.
    public struct Reconciliation: Hashable, Sendable {
        /// Rules and groups that were as they should be.
        public let kept: Int
        public let added: Int
        public let deleted: Int
        /// Directions of flows that get their path back.
        public let restoredFlows: Int
    }

    /// Notes which connections the switches hold, for a switch that may lose its own.
    ///
    /// The resident engine's switches remember connections, and lose them when they restart. Call it now and then, or
    /// leave it to ``keepRecording(every:)``.
    public func recordConnections() async throws {
        let now = clock()
        for connection in try await fabric.trackedConnections() { record[connection] = now }
        record = record.filter { now - $0.value <= Self.recordLifetime }
    }

    /// Connections that no tracker has shown for so long are over.
    private static let recordLifetime = Duration.seconds(60)

    /// Records connections until the task is cancelled.
    public func keepRecording(every interval: Duration = .seconds(5)) async throws {
        while !Task.isCancelled {
            do {
                try await recordConnections()
            } catch {
                logger.error("connections were not recorded", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: interval)
        }
    }

    /// Brings a switch that has connected again in line with the plan in force: only what differs is sent, and rules of
    /// others are left alone. Recorded flows that start there keep their paths though its tracker may be empty.
    ///
    /// Fabrics call it when a switch connects.
    @discardableResult
    public func reconcile(_ datapath: DatapathID) async throws -> Reconciliation {
        try await exclusively { controller in try await controller.reconcileNow(datapath) }
    }

    /// A switch that is lost again at once is welcomed once more when it comes back.
    func welcome(_ datapath: DatapathID) async {
        do {
            _ = try await reconcile(datapath)
        } catch {
            logger.error("a switch was not reconciled", metadata: ["switch": "\(name(datapath))", "error": "\(error)"])
        }
    }

    func reconcileNow(_ datapath: DatapathID) async throws -> Reconciliation {
        let program = compiler.compile(plan)[datapath] ?? SwitchProgram()
        if !program.tunnelOptions.isEmpty { try await fabric.map(Array(program.tunnelOptions), on: datapath) }
        let contents = try await fabric.contents(of: datapath)
        let difference = SwitchDifference(
            rules: contents.rules, groups: contents.groups, to: program,
            paths: Set(plan.paths.filter { $0.state != .resetting }.map(\.id)))
        let flows =
            engine is ReactiveEngine
            ? [] : plan.recordedFlows(of: Array(record.keys)).filter { $0.port.datapath == datapath }
        let messages = difference.messages + restoring(flows)
        if !messages.isEmpty { try await fabric.apply(messages, to: datapath) }
        programs[datapath] = program
        logger.info(
            "reconciled", metadata: ["switch": "\(name(datapath))", "messages": "\(messages.count)"])
        return Reconciliation(
            kept: difference.kept, added: difference.added, deleted: difference.deleted, restoredFlows: flows.count)
    }

    /// The rules that give flows their paths back, which have to go with the paths.
    func restoring(_ flows: [RecordedFlow]) -> [Message.Body] {
        let now = clock()
        restored = restored.filter { $0.value > now }
        for flow in flows { restored[flow] = now + .seconds(Int(Self.restoringTimeout)) }
        return flows.map { .flowMod($0.restoringRule(idleTimeout: Self.restoringTimeout)) }
    }

    /// Seconds for which a silent flow is waited for.
    private static let restoringTimeout: UInt16 = 300

    /// What takes restoring rules away whose paths are gone in another plan: they would lead flows nowhere, for ever.
    func forgetting(pathsGoneIn next: SteeringPlan) -> [DatapathID: [Message.Body]] {
        guard !restored.isEmpty else { return [:] }
        let kept = Set(next.paths.filter { $0.state != .resetting }.map(\.id))
        return forgetting(restored.keys.filter { !kept.contains($0.path) })
    }

    /// What takes the restoring rules of flows away, and of all others on the same paths.
    func forgetting(_ flows: some Sequence<RecordedFlow>) -> [DatapathID: [Message.Body]] {
        var cookies: [DatapathID: Set<Cookie>] = [:]
        for flow in flows {
            cookies[flow.port.datapath, default: []].insert(RuleCookie.restored(flow.path.mark(flow.direction)))
        }
        return cookies.mapValues { cookies in
            cookies.sorted().map {
                .flowMod(FlowMod(.delete, table: PipelineTable.select.id, cookie: $0, cookieMask: .max))
            }
        }
    }
}
