public import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// A random deployment that lives through random events under traffic, every packet held against the policy and every
/// switch against the plan.
///
/// ```swift
/// let report = SoakRun.report(seed: 7, events: 200, engine: ResidentEngine())
/// report.violations    // []
/// ```
///
/// The same seed gives the same run on every machine.
public struct SoakRun: Sendable {
    let seed: UInt64
    var generator: DeploymentGenerator
    var policy: Policy
    var steered: SteeredNetwork
    var live: [LiveFlow] = []
    public internal(set) var report = SoakReport()
    var step = 0
    var event: SoakEvent?
    /// The evaluations that count for new flows: before and after a change, while it is under way.
    var evaluators: [PolicyEvaluator] = []
    /// False where new flows would be lost with what is about to change.
    var opensFlows = true
    /// Counts everything after which new flows may go other ways than before.
    var revision = 0
    /// Where an update stands, for messages.
    private var moment = ""
    /// The groups of entries that are closed for the moment.
    var closing: Set<GroupID> = []
    var numbers = NumberWatch()
    /// When flows were opened or given up, as long as the controller may remember them for that.
    var lastHeardOf: [Duration] = []
    /// The last flows that belonged to no chain; they try again now and then.
    var unserved: [FlowDraw] = []
    /// True once a faulty run has shown its fault; there is no point in going on.
    var isOver: Bool { fault != nil && !report.violations.isEmpty || report.violations.count >= 20 }
    let fault: PlantedFault?
    /// What events are drawn from.
    private let urn: [SoakEvent]
    /// Proves every change, where that is done in the place of sending packets.
    var prover: SoakProver?
    var isProved: Bool { prover != nil }

    /// - Parameters:
    ///   - fault: a mistake to plant; the run ends when it has been found.
    ///   - events: what happens, each as often as it stands here; everything by default.
    public init(
        seed: UInt64, engine: some SteeringEngine, fault: PlantedFault? = nil, drawing events: [SoakEvent] = []
    ) {
        self.seed = seed
        self.fault = fault
        generator = DeploymentGenerator(seed: seed)
        urn = events.isEmpty ? (generator.isExtended ? SoakEvent.extendedUrn : SoakEvent.urn) : events
        policy = generator.policy()
        for index in policy.tenants.indices { generator.launchMissing(&policy.tenants[index]) }
        steered = SteeredNetwork(
            policy, engine: engine, letsEitherBegin: generator.letsEitherBegin, fault: fault)
        steered.usesCodec = seed % 16 == 0
        report.seeds = 1
    }

    /// One run from start to end.
    public static func report(
        seed: UInt64, events: Int, engine: some SteeringEngine, fault: PlantedFault? = nil,
        drawing urn: [SoakEvent] = []
    ) -> SoakReport {
        var run = SoakRun(seed: seed, engine: engine, fault: fault, drawing: urn)
        run.start()
        for _ in 0..<events where !run.isOver { run.advance() }
        run.report.packets = run.steered.packets
        return run.report
    }

    /// Puts the first policy in force.
    public mutating func start() {
        if !changeWithoutNewFlows(to: policy) { abandonPolicy() }
        check()
    }

    /// Lets one more thing happen, and checks everything.
    public mutating func advance() {
        let event = generator.random.element(of: urn) ?? .timePassed
        self.event = event
        askController()
        openFlow()
        if !(isProved && event.interruptsFlows), perform(event) { report.eventsByKind[event, default: 0] += 1 }
        check()
        report.events += 1
        step += 1
    }

    /// Goes on to another policy, with traffic between any two parts of the update.
    ///
    /// - Returns: false where the policy cannot be composed, and the one before stays in force.
    @discardableResult
    mutating func change(
        to next: Policy, weights: ChainComposer.PathWeights = [:], releasing drained: Set<PathID> = []
    ) -> Bool {
        let change: PlannedChange
        do throws(CompositionFailure) {
            change = try steered.plannedChange(to: next, weights: weights, releasing: drained)
        } catch {
            report.refusedPolicies += 1
            return false
        }
        guard !isProved else {
            prove(change, to: next)
            return true
        }
        if !change.isExact { violate(.programDiffers, "the update does not lead to what the plan compiles to") }
        let before = steered.plan
        evaluators = Self.evaluators(of: policy) + Self.evaluators(of: next)
        for part in change.parts where !isOver {
            steered.perform(part, of: change)
            revision += 1
            between(part, of: change, next)
        }
        steered.finish(change)
        closing = []
        moment = ""
        policy = next
        evaluators = Self.evaluators(of: policy)
        report.updates += 1
        for finding in numbers.watch(before, steered.plan) { violate(finding.kind, finding.message) }
        return true
    }

    /// Some draws cannot be composed, such as for want of tags; the run goes on with nobody to serve.
    mutating func abandonPolicy() {
        let tenants = policy.tenants
        policy.tenants = []
        evaluators = Self.evaluators(of: policy)
        for tenant in tenants { unplug(tenant) }
    }

    /// As ``change(to:weights:releasing:)``, where new flows would be lost with what is about to change.
    @discardableResult
    mutating func changeWithoutNewFlows(to next: Policy) -> Bool {
        opensFlows = false
        defer { opensFlows = true }
        return change(to: next)
    }

    /// After every switch's part of every step: what is alive goes on, and somebody new comes.
    private mutating func between(_ part: PlannedChange.Part, of change: PlannedChange, _ next: Policy) {
        if case .change(let phase, let datapath, _) = part {
            closing = phase > .prepare && phase < .retire ? change.closing : []
            moment = ", after \(phase) on switch \(datapath)"
        }
        report.parts += 1
        continueFlows()
        openFlow(in: next)
    }

    mutating func violate(_ kind: SoakViolation.Kind, _ message: String) {
        guard report.violations.count < 20 else { return }
        report.violations.append(
            SoakViolation(seed: seed, step: step, event: event, kind: kind, message: message + moment))
    }
}
