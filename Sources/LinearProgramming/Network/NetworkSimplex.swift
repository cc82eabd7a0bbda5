/// Solves min-cost flow problems by the network simplex, from any basis.
///
/// A value without state between calls, so one may be used from many tasks at once. What is needed is decided by the
/// start, after its flows and potentials were computed:
///
/// 1. It is optimal: nothing is done.
/// 2. Its reduced costs fit (only bounds or supplies have changed): the dual simplex mends one broken bound after the
///    other.
/// 3. Otherwise tree arcs outside their bounds are set to them, *artificial* arcs from or to a root carry what then is
///    missing, and a first phase reduces the sum of their flows. It is left out where none is needed, so also where only
///    costs have changed. Costs of the two phases are kept apart, so no large number blurs the small ones.
/// 4. The second phase reduces the costs.
///
/// Primal phases start from a strongly feasible tree and keep it so, which prevents cycling (Cunningham, 1976). With
/// whole supplies and bounds all flows are whole and exact up to 2⁵³.
///
/// ```swift
/// let first = try NetworkSimplex().solve(problem)
/// problem.arcs[road.index].cost = 9
/// let second = try NetworkSimplex().solve(problem, from: first.basis)
/// ```
public struct NetworkSimplex: Hashable, Sendable {
    public init() {}

    public var name: String { "network simplex" }

    /// Solves `problem`, blocking the calling thread.
    ///
    /// - Parameters:
    ///   - start: what to start from; nil for all arcs at their lower bounds and artificial arcs to all nodes.
    ///   - limits: iterations and memory; limits on time are ignored, because this target reads no clock.
    /// - Throws: What ``MinCostFlowProblem/validate()`` throws; `.numericalTrouble` where numbers of very different
    ///   sizes leave no answer that holds.
    /// - Complexity: O(nodes + arcs) memory; usually a small multiple of the nodes in steps, each of which looks at a
    ///   part of the arcs and walks through a part of the tree.
    public func solve(
        _ problem: MinCostFlowProblem, from start: NetworkBasis? = nil, limits: LinearProgramLimits = .none
    ) throws(LinearProgramError) -> MinCostFlowResult {
        try problem.validate()
        let start = start ?? NetworkBasis(arcs: [])
        let bytes = NetworkRun.bytes(for: problem)
        if let megabytes = limits.megabytes, bytes > 0, (bytes - 1) >> 20 >= megabytes {
            return .limit(start, iterations: 0)
        }
        var run = NetworkRun(problem, start, limit: Self.steps(problem, limits))
        if let result = try run.solve() { return result }
        guard let limit = limits.iterations, run.steps >= limit else {
            throw .init(.numericalTrouble, "no answer after \(run.steps) steps; scale the problem")
        }
        return .limit(run.basis, iterations: run.steps)
    }

    /// Far more steps than any problem of this size needs; beyond it, rounding must have sent the method in circles.
    private static func steps(_ problem: MinCostFlowProblem, _ limits: LinearProgramLimits) -> Int {
        let patience = 10_000 + 1_000 * (problem.nodes.count + problem.arcs.count)
        return max(0, min(limits.iterations ?? .max, patience))
    }
}
