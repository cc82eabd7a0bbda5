public import ChainComposition
public import MiddleboxInference
internal import NetworkTypes
internal import OpenFlow
public import ServiceChaining

/// Copies packets at both ports of a box to the controller, for short times and never more than so many.
///
/// ```swift
/// let sampler = PacketSampler(fabric)
/// let samples = try await sampler.sample("fw1", of: "acme", in: controller.plan, for: .milliseconds(200))
/// ```
///
/// While a slice is open, every packet is copied, so that those of both sides can be put together; between slices
/// nothing is. The packets themselves keep their way. A slice ends by its length or its cap, whichever comes first; the
/// rules also time out, should the controller be gone by then.
public actor PacketSampler {
    public struct Settings: Hashable, Sendable {
        /// Copies of one slice, all ports and directions together. What is under way when it is reached comes on top:
        /// a round trip to the switch at the box's rate.
        public var cap: Int
        /// Leaving packets of the first moments have entered before and are not taken.
        public var lead: Duration
        /// Seconds after which the switch ends a slice by itself, at least 1.
        public var backstop: UInt16

        public init(cap: Int = 1000, lead: Duration = .milliseconds(20), backstop: UInt16 = 5) {
            self.cap = max(cap, 1)
            self.lead = lead
            self.backstop = max(backstop, 1)
        }
    }

    public nonisolated let settings: Settings
    private let fabric: SamplingFabric
    private let clock: @Sendable () -> Duration
    private var nextTap = 0

    /// - Parameter clock: what samples are timed by, from any origin; give an emulated network's own.
    public init(
        _ fabric: SamplingFabric, settings: Settings = Settings(),
        clock: @escaping @Sendable () -> Duration = ForwardingController.uptime
    ) {
        self.fabric = fabric
        self.settings = settings
        self.clock = clock
    }

    /// Samples for a time.
    ///
    /// - Throws: ``StratosError`` where the instance has no two ports in the plan, or its switch refuses.
    public func sample(
        _ instance: InstanceID, of tenant: TenantID, in plan: SteeringPlan, for length: Duration
    ) async throws -> [PacketSample] {
        try await sample(instance, of: tenant, in: plan) { try await Task.sleep(for: length) }
    }

    /// Samples while the body runs; an emulated network, whose time does not pass by itself, sends its packets there.
    public func sample(
        _ instance: InstanceID, of tenant: TenantID, in plan: SteeringPlan,
        while body: @Sendable () async throws -> Void
    ) async throws -> [PacketSample] {
        let taps = try taps(instance, tenant, plan)
        guard let first = taps.first else { return [] }
        let datapath = first.port.port.datapath
        await fabric.listen()
        fabric.sink.open(slice(taps), first.number)
        do {
            let rules = taps.flatMap { $0.rules(maxLength: SampledFrame.length, hardTimeout: settings.backstop) }
            try await fabric.apply(rules.map { .flowMod($0) }, to: datapath)
            try await body()
        } catch {
            await end(taps)
            _ = fabric.sink.close(first.number)
            throw error
        }
        await end(taps)
        return fabric.sink.close(first.number)?.samples ?? []
    }

    /// Takes the rules away, also when the task is cancelled. A switch that does not answer forgets them by itself.
    private func end(_ taps: [SamplingTap]) async {
        guard let datapath = taps.first?.port.port.datapath else { return }
        let fabric = fabric
        await Task { try? await fabric.apply(taps.map { .flowMod($0.removal) }, to: datapath) }.value
    }

    private func slice(_ taps: [SamplingTap]) -> SampleSink.Slice {
        SampleSink.Slice(
            taps: Dictionary(taps.map { ($0.number, $0) }) { first, _ in first }, clock: clock, start: clock(),
            lead: settings.lead, cap: settings.cap)
    }

    private func taps(_ instance: InstanceID, _ tenant: TenantID, _ plan: SteeringPlan) throws -> [SamplingTap] {
        let taps = plan.tenants[tenant].map { SamplingTap.taps(of: instance, in: $0, from: nextTap) } ?? []
        guard !taps.isEmpty else {
            throw StratosError(
                .notSampled,
                "instance “\(instance)” of “\(tenant)” has no left and right port in the plan; sample instances that "
                    + "chains pass and that have two ports")
        }
        nextTap = (nextTap + taps.count) % SamplingCookie.numbers
        return taps
    }
}
