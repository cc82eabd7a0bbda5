public import ChainComposition
public import NetworkTypes
public import OpenFlow
public import OpenFlowEmulation
public import ServiceChaining

/// A policy in force on emulated switches: plans are made, compiled and carried out as a controller does it, step by
/// step, as a value and without waiting for anybody.
///
/// ```swift
/// var steered = SteeredNetwork(policy, engine: ResidentEngine())
/// let change = try steered.plannedChange(to: policy)
/// for part in change.parts { steered.perform(part, of: change) }     // with traffic between any two
/// steered.finish(change)
/// let exchange = steered.open(flow, from: port)
/// ```
public struct SteeredNetwork: Sendable {
    public internal(set) var network = EmulatedNetwork()
    /// What is in force.
    public private(set) var plan = SteeringPlan()
    /// What the switches are to hold.
    public private(set) var programs: [DatapathID: SwitchProgram] = [:]
    /// The controller's part of the reactive engine.
    public internal(set) var answering: ReactiveAnswers?
    public let compiler: RuleCompiler
    public let composer: ChainComposer
    /// A mistake to make on purpose.
    public let fault: PlantedFault?
    /// True where every message goes through the codec, as to a real switch; that takes its time.
    public var usesCodec = false
    /// Whether firewalls let flows begin on both sides.
    let letsEitherBegin: Bool
    /// Every message that a switch has refused.
    public internal(set) var refusals: [String] = []
    /// The function of every box, by the box's name.
    public internal(set) var functions: [String: FunctionID] = [:]
    /// Packets sent so far, replies not counted.
    public internal(set) var packets = 0
    var nextPayload: UInt64 = 1

    public init(
        _ policy: Policy, engine: some SteeringEngine, composer: ChainComposer = ChainComposer(),
        letsEitherBegin: Bool = false, fault: PlantedFault? = nil
    ) {
        self.letsEitherBegin = letsEitherBegin
        compiler = RuleCompiler(engine: engine)
        self.composer = composer
        self.fault = fault
        answering = engine is ReactiveEngine ? ReactiveAnswers(fault: fault) : nil
        for forwarder in policy.forwarders { add(forwarder) }
        for tenant in policy.tenants { attach(tenant) }
    }

    /// Goes on to the plan of a policy, without anything in between.
    ///
    /// - Throws: `CompositionFailure`; nothing has changed then.
    public mutating func advance(to policy: Policy, releasing drained: Set<PathID> = []) throws(CompositionFailure) {
        let change = try plannedChange(to: policy, releasing: drained)
        for part in change.parts { perform(part, of: change) }
        finish(change)
    }

    /// What has to be done to go on to a policy, part by part: perform each, and finish then.
    public func plannedChange(
        to policy: Policy, weights: ChainComposer.PathWeights = [:], releasing drained: Set<PathID> = []
    ) throws(CompositionFailure) -> PlannedChange {
        let next = try composer.plan(for: policy, after: plan, weights: weights, releasing: drained)
        let target = compiled(next), update = update(to: next, target)
        let applied = update.applied(to: programs)
        let steps = fault?.plant(in: update) ?? update.steps
        return PlannedChange(
            plan: next, programs: target, steps: steps, parts: Self.parts(of: steps), closing: update.order.closing,
            isExact: target.allSatisfy { applied[$0.key]?.hasSameRules(as: $0.value) ?? $0.value.rules.isEmpty })
    }

    /// What a compiler, perhaps a faulty one, makes of a plan.
    public func compiled(_ plan: SteeringPlan) -> [DatapathID: SwitchProgram] {
        var programs = compiler.compile(plan)
        _ = fault?.plant(in: &programs, of: plan)
        return programs
    }

    /// The incremental compiler's update; with a fault in the rules, what turns faulty rules into faulty rules, in the
    /// right order, which is not what is wrong.
    private func update(to next: SteeringPlan, _ target: [DatapathID: SwitchProgram]) -> PlanUpdate {
        guard fault?.place == .rules else { return compiler.update(from: plan, to: next) }
        return PlanUpdate(from: programs, to: target, order: HeadOrder(from: plan, to: next))
    }

    /// The reactive engine decides by the next plan before anything of the old one is taken away.
    private static func parts(of steps: [PlanUpdate.Step]) -> [PlannedChange.Part] {
        let deciding = steps.firstIndex { $0.phase == .retire } ?? steps.endIndex
        let parts = steps.map { step in
            step.changes.sorted { $0.key < $1.key }.map { PlannedChange.Part.change(step.phase, $0.key, $0.value) }
        }
        return parts[..<deciding].flatMap { $0 } + [.decide] + parts[deciding...].flatMap { $0 }
    }

    public mutating func perform(_ part: PlannedChange.Part, of change: PlannedChange) {
        switch part {
        case .change(_, let datapath, let change):
            map(change.tunnelOptions, on: datapath)
            apply(change.messages, to: datapath)
        case .decide:
            for (datapath, message) in answering?.update(change.plan) ?? [] { apply([.flowMod(message)], to: datapath) }
        }
    }

    public mutating func finish(_ change: PlannedChange) {
        (plan, programs) = (change.plan, change.programs)
    }

    /// Brings a switch that has lost everything back to what it is to hold.
    mutating func reinstall(_ datapath: DatapathID) {
        let update = PlanUpdate(from: [:], to: programs.filter { $0.key == datapath })
        for change in update.steps.compactMap({ $0.changes[datapath] }) {
            map(change.tunnelOptions, on: datapath)
            apply(change.messages, to: datapath)
        }
    }

    /// A controller of the reactive engine that has its plan and remembers no flow.
    mutating func restartAnswering() {
        answering = ReactiveAnswers(fault: fault)
        _ = answering?.update(plan)
    }

    /// Starts from nothing: empty switches, and a controller that remembers no plan.
    mutating func forgetEverything() {
        for datapath in programs.keys.sorted() { restart(datapath) }
        (plan, programs) = (SteeringPlan(), [:])
        if answering != nil { answering = ReactiveAnswers(fault: fault) }
    }
}

/// A change of plan that is about to be carried out.
public struct PlannedChange: Sendable {
    public let plan: SteeringPlan
    public let programs: [DatapathID: SwitchProgram]
    /// What is done to switches, a fault in it included.
    public let steps: [PlanUpdate.Step]
    /// In the order in which they are to be performed.
    public let parts: [Part]
    /// The groups of the entries that take no new flows meanwhile.
    public let closing: Set<GroupID>
    /// True where the update leads to what a compile from scratch says.
    public let isExact: Bool

    public enum Part: Sendable {
        /// One switch's part of one step.
        case change(PlanUpdate.Phase, DatapathID, SwitchChange)
        /// From here on the reactive engine picks paths of the next plan.
        case decide
    }
}

extension SwitchProgram {
    fileprivate func hasSameRules(as other: SwitchProgram) -> Bool { rules == other.rules && groups == other.groups }
}
