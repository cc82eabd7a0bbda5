public import ChainComposition
public import NetworkTypes
internal import OpenFlow
public import ServiceChaining

/// Proves that the rules of all switches do what a policy says, whatever packets come.
///
/// ```swift
/// var verifier = ChainVerifier(policy, plan, programs)
/// verifier.result                                            // proved, or refuted with packets and their walks
/// let safe = verifier.verify(update, to: nextPolicy, nextPlan)   // every moment on the way there, too
/// ```
///
/// It walks through the tables with sets of packets (header space analysis, Kazemian et al., NSDI 2012) and knows
/// nothing of how the rules were made. From the policy it takes which functions which flows pass, from the plan which
/// known flows go along which path. What is proved, for every packet:
///
/// - Flows of each class pass their functions in order, exactly once, and end where the chain ends; flows of no class
///   go nowhere. Later packets pass the same instances, replies the same in reverse, and neither changes what trackers
///   remember; so it stays, by induction, in whatever order packets come.
/// - Packets whose marks the trackers know, those of draining paths included, go along their path in both directions.
/// - Whatever any endpoint or box of a tenant sends, with any tag and any mark that trackers may have, comes to an
///   end, and to nothing of another tenant.
/// - Every rule and group is of use to some packet, except those that rules above cover.
///
/// A box is taken to do what its function says: to keep headers, or to make of some fields no matter what. Fragments
/// and messages of hosts about themselves (ARP, neighbour discovery) belong to no chain and are not followed through
/// classes. In the reactive engine the controller's choice is asked for one flow of each class and path; its rules are
/// the same for all of them but for the flow.
public struct ChainVerifier: Sendable {
    public internal(set) var policy: Policy
    public internal(set) var plan: SteeringPlan
    let engine: any SteeringEngine
    var network: CompiledNetwork
    var surroundings: Surroundings
    var outcomes: [Check: CheckOutcome] = [:]
    var checks: [TenantID: Set<Check>] = [:]
    var dependencies = Dependencies()
    var ownership = RuleOwnership()
    /// The marks that trackers may hold, by zone.
    var marks: [ZoneKey: [UInt32]] = [:]
    var portsByKey: [PortKeyPlace: KeyOwner] = [:]
    /// The checks that did not come out well.
    var failed: Set<Check> = []
    var statistics = VerificationStatistics()

    public init(
        _ policy: Policy, _ plan: SteeringPlan, _ programs: [DatapathID: SwitchProgram],
        engine: any SteeringEngine = ResidentEngine()
    ) {
        self.policy = policy
        self.plan = plan
        self.engine = engine
        network = CompiledNetwork(programs)
        surroundings = Surroundings(policy)
        noteRules(of: programs.keys)
        for tenant in policy.tenants { checks[tenant.id] = wanted(of: tenant, plan.tenants[tenant.id]) }
        for tenant in plan.tenants.values { addMarks(of: tenant) }
        prove(checks.values.reduce(into: []) { $0.formUnion($1) })
    }

    /// What is to be proved of a tenant.
    func wanted(of tenant: Tenant, _ plan: TenantPlan?) -> Set<Check> {
        var checks = Set(EntryCheck.all(of: tenant).map(Check.entry))
        guard let plan else { return checks }
        checks.formUnion(PathCheck.all(of: plan).map(Check.path))
        checks.formUnion(PortCheck.all(of: tenant, plan).map(Check.port))
        return checks
    }

    func prover(_ moment: NetworkMoment, _ surroundings: Surroundings, _ plan: SteeringPlan) -> Prover {
        Prover(
            moment: moment, surroundings: surroundings,
            controller: engine is ReactiveEngine ? ReactiveSteering(plan) : nil, marks: marks)
    }

    /// Carries checks out on the switches as they are, and keeps what comes of them.
    ///
    /// Where walks leave marks in trackers that no path of the plan accounts for, ports are looked at again, since
    /// such marks may lead from there.
    mutating func prove(_ wanted: Set<Check>) {
        var wanted = wanted
        var zones: Set<ZoneKey> = []
        for _ in 0..<4 where !wanted.isEmpty {
            let prover = prover(NetworkMoment(network), surroundings, plan)
            for check in wanted {
                let outcome = prover.outcome(of: check)
                zones.formUnion(addMarks(left: outcome.record))
                keep(outcome, of: check)
            }
            guard !zones.isEmpty else { return }
            wanted = Set(outcomes.keys.filter { if case .port = $0 { true } else { false } })
            zones = []
        }
    }

    /// Notes every rule and group of some switches, to see which of them nobody meets.
    private mutating func noteRules(of switches: some Sequence<DatapathID>) {
        for datapath in switches {
            guard let bridge = network.switches[datapath] else { continue }
            for rule in bridge.allRules where rule.concernsTraffic {
                ownership.set(rule, at: .init(datapath: datapath, key: rule.key), before: nil)
            }
            for group in bridge.groups.keys { ownership.set(.init(datapath: datapath, group: group), exists: true) }
        }
    }

    private mutating func keep(_ outcome: CheckOutcome, of check: Check) {
        forget(check)
        outcomes[check] = outcome
        dependencies.add(check, outcome.record)
        ownership.add(outcome.record)
        statistics.lookups += outcome.record.lookups
        statistics.count(check, 1)
        if outcome.counterexample != nil || outcome.undecided != nil { failed.insert(check) }
    }

    mutating func forget(_ check: Check) {
        guard let known = outcomes.removeValue(forKey: check) else { return }
        dependencies.remove(check, known.record)
        ownership.remove(known.record, network)
        statistics.count(check, -1)
        failed.remove(check)
    }
}
