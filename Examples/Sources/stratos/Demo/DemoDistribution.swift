internal import ChainComposition
internal import FlowDistribution
internal import GLPKBackend
internal import ServiceChaining
internal import Stratos

/// New weights for the demonstration by flow distribution, and what a general solver says to the same problem.
struct DemoDistribution: Encodable {
    /// What is to be split: flows of each chain, as counted.
    let flows: [String: Int]
    /// Crossings between switches that the distribution foretells for these flows, there and back.
    let footprint: Double
    /// Who found it.
    let method: String
    /// The general solver for linear programs, and the footprint that it finds.
    let solver: String
    let footprintOfSolver: Double
    let weights: ChainComposer.PathWeights
    /// How many of the flows are to pass each instance.
    let loads: [InstanceID: Double]

    private enum CodingKeys: String, CodingKey {
        case flows, footprint, method, solver, footprintOfSolver
    }

    /// - Parameters:
    ///   - plan: what is in force for the policy.
    ///   - flows: those that live now; as many are expected.
    /// - Returns: nil where no split keeps the balance.
    init?(_ policy: Policy, _ tenant: Tenant, plan: SteeringPlan, flows: [LiveFlow]) throws {
        let counts = Dictionary(grouping: flows.compactMap { $0.chain(of: tenant)?.id }) { $0 }.mapValues(\.count)
        let split = try TenantDistribution(
            of: tenant.id, in: policy, composedAs: plan, volumes: counts.mapValues(Double.init))
        let solver = DefaultSolver()
        guard let best = try FlowDistributor(fallback: solver).solve(split.problem).distribution,
            let other = try GeneralDistributor(solver).solve(split.problem).distribution
        else { return nil }
        self.flows = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.name, $0.value) })
        footprint = best.objective
        method = best.method == .general ? solver.name : "network simplex"
        self.solver = solver.name
        footprintOfSolver = other.objective
        weights = split.weights(by: best, totalWeight: 100)
        loads = best.flows.reduce(into: [:]) { loads, flow in
            if let instance = split.tenantProblem.instance(at: flow.to) { loads[instance, default: 0] += flow.volume }
        }
    }

    var solverAgrees: Bool { abs(footprint - footprintOfSolver) <= 1e-6 * max(1, abs(footprint)) }

    func text(_ terminal: Terminal) -> String {
        let counts = flows.sorted { $0.key < $1.key }.map { "\($0.value) flows of \($0.key)" }
        let missing = GLPKSolver.isAvailable ? "" : " (GLPK is not in this build)"
        let verdict = solverAgrees ? "as well" : "instead"
        var table = Table("from", "through", .right("weight"))
        for (route, weight) in weights.values.flatMap({ $0 }).sorted(by: { Self.name($0.key) < Self.name($1.key) }) {
            table.add(Self.name(route.head), route.instances.map(\.name).joined(separator: " → "), "\(weight)")
        }
        return """
              weights by flow distribution, for \(counts.joined(separator: " and ")) as counted
              footprint \(Self.number(footprint)) crossings between switches, there and back: found by \(method)
              \(solver)\(missing), given the same as a linear program, finds \(Self.number(footprintOfSolver)) \(verdict)

            """ + table.text(terminal)
    }

    static func number(_ value: Double) -> String {
        let hundredths = (value * 100).rounded() / 100
        return hundredths == hundredths.rounded() ? "\(Int(hundredths))" : "\(hundredths)"
    }

    private static func name(_ head: InstancePath.Head) -> String {
        switch head {
        case .endpoint(let endpoint): endpoint.name
        case .instance(let instance): instance.name
        }
    }

    private static func name(_ route: InstancePath) -> String {
        ([name(route.head)] + route.instances.map(\.name)).joined(separator: " ")
    }
}
