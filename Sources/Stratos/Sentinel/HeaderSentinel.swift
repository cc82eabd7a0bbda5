internal import ChainComposition
public import Logging
public import MiddleboxInference
internal import NetworkTypes
public import ServiceChaining

/// Watches boxes that are declared to leave headers alone, and plans anew when one begins to rewrite (Stratos § 4.1).
///
/// ```swift
/// let sentinel = HeaderSentinel(controller, sampler)
/// async let watching: Void = sentinel.run()
/// for await report in sentinel.reports { print(report) }
/// ```
///
/// A declaration is widened, never narrowed. Flows that are open go on along the paths that they have, whose tags are
/// understood at the box until they have drained; new ones get paths on which the function ends a subchain.
public actor HeaderSentinel {
    public struct Settings: Hashable, Sendable {
        /// How long the packets of one box are copied at a time.
        public var slice: Duration
        /// From the end of one round over all boxes to the next.
        public var interval: Duration
        /// How long samples count; a few rounds, so that a change shows soon.
        public var span: Duration
        /// Samples that are kept of each box.
        public var capacity: Int
        /// Of 10,000 packets of an open slice, how many are sampled at least.
        public var coverage: Int
        /// Whether chains are planned anew, or boxes only reported.
        public var replans: Bool

        public init(
            slice: Duration = .milliseconds(200), interval: Duration = .seconds(10), span: Duration = .seconds(60),
            capacity: Int = 5000, coverage: Int = 8000, replans: Bool = true
        ) {
            self.slice = slice
            self.interval = interval
            self.span = span
            self.capacity = capacity
            self.coverage = coverage
            self.replans = replans
        }
    }

    struct Watched: Hashable {
        let tenant: TenantID
        let instance: InstanceID
    }

    /// What is found, for one reader. Of reports that nobody reads the latest hundred are kept.
    public nonisolated let reports: AsyncStream<SentinelReport>
    public nonisolated let settings: Settings
    public nonisolated let inference: HeaderInference
    let controller: ForwardingController
    private let sampler: PacketSampler
    private let logger: Logger
    private let found: AsyncStream<SentinelReport>.Continuation
    private var seen: [Watched: SampleAccumulator] = [:]
    private var reported: [Watched: MiddleboxVerdict] = [:]

    public init(
        _ controller: ForwardingController, _ sampler: PacketSampler, settings: Settings = Settings(),
        inference: HeaderInference = HeaderInference(), logger: Logger = Logger(label: "stratos.sentinel")
    ) {
        self.controller = controller
        self.sampler = sampler
        self.settings = settings
        self.inference = inference
        self.logger = logger
        (reports, found) = AsyncStream.makeStream(of: SentinelReport.self, bufferingPolicy: .bufferingNewest(100))
    }

    deinit { found.finish() }

    /// Goes round until its task is cancelled. A box that cannot be sampled is left out of the round.
    public func run() async {
        while !Task.isCancelled {
            _ = await inspect()
            try? await Task.sleep(for: settings.interval)
        }
    }

    /// One round over all boxes.
    @discardableResult
    public func inspect() async -> [SentinelReport] {
        await inspect { [settings] in try await Task.sleep(for: settings.slice) }
    }

    /// One round in which a box is sampled while a body runs.
    @discardableResult
    public func inspect(while body: @Sendable () async throws -> Void) async -> [SentinelReport] {
        var reports: [SentinelReport] = []
        for watched in await watchList() where !Task.isCancelled {
            do {
                let samples = try await sampler.sample(
                    watched.instance, of: watched.tenant, in: await controller.plan, while: body)
                if let report = await take(samples, of: watched) { reports.append(report) }
            } catch {
                logger.warning("not sampled", metadata: ["instance": "\(watched.instance)", "error": "\(error)"])
            }
        }
        return reports
    }

    /// What is known of an instance; `nil` before it was sampled.
    public func finding(of instance: InstanceID, of tenant: TenantID) -> MiddleboxFinding? {
        seen[Watched(tenant: tenant, instance: instance)].map { inference.judge($0.window) }
    }

    /// Instances on paths, whose function does not already say the most that there is to say.
    private func watchList() async -> [Watched] {
        let plan = await controller.plan
        guard let policy = await controller.policyInForce else { return [] }
        let watched = policy.tenants.flatMap { tenant -> [Watched] in
            let present = Set((plan.tenants[tenant.id]?.ports ?? []).map(\.owner))
            return tenant.instances.filter { instance in
                guard let function = tenant[function: instance.function] else { return false }
                return function.headers != .terminates && function.insertion == .inline
                    && present.contains(.left(instance.id)) && present.contains(.right(instance.id))
            }.map { Watched(tenant: tenant.id, instance: $0.id) }
        }
        seen = seen.filter { watched.contains($0.key) }
        return watched
    }

    private func take(_ samples: [PacketSample], of watched: Watched) async -> SentinelReport? {
        let empty = SampleAccumulator(
            capacity: settings.capacity, span: settings.span, coverage: settings.coverage)
        for sample in samples { seen[watched, default: empty].add(sample) }
        guard let window = seen[watched]?.window, let tenant = await controller.policyInForce?[tenant: watched.tenant],
            let function = (tenant[instance: watched.instance]?.function).flatMap({ tenant[function: $0] })
        else { return nil }
        let finding = inference.judge(window)
        guard finding.compare(with: function) == .contradicted else {
            if finding.treatment != nil { reported[watched] = nil }
            return nil
        }
        guard reported[watched] != finding.verdict else { return nil }
        reported[watched] = finding.verdict
        let report = SentinelReport(
            tenant: watched.tenant, instance: watched.instance, function: function.id, finding: finding,
            response: settings.replans ? await respond(to: finding, watched, function.id) : .none)
        logger.notice("\(report)")
        found.yield(report)
        return report
    }
}
