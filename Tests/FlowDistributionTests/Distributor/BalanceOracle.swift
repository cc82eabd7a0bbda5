import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import LinearProgramming

/// The lowest maximum use of limits that a best distribution can have, by a linear program that has the limits scaled by
/// a variable.
struct BalanceOracle {
    let solver: any LinearProgramSolver

    /// Nil where the problem has no distribution, or no limit that traffic can come to.
    func lowestUse(of problem: DistributionProblem) throws -> Double? {
        let program = DistributionProgram(try problem.collapsed().problem, .strict).program
        guard let optimum = try solver.solve(program).solution else { return nil }
        var scaled = LinearProgram(.minimize)
        for variable in program.variables { scaled.addVariable(variable.name, variable.bounds) }
        let scale = scaled.addVariable("scale", cost: 1)
        var hasLimits = false
        for row in program.rows {
            if row.name.hasPrefix("bandwidth ") || row.name.hasPrefix("link ") {
                hasLimits = true
                scaled.addRow(row.name, .atMost(0), row.terms + [.init(scale, -row.bounds.upper)])
            } else {
                scaled.addRow(row.name, row.bounds, row.terms)
            }
        }
        guard hasLimits else { return nil }
        let costs = program.variables.indices.map {
            LinearProgram.Term(LinearProgram.VariableID($0), program.variables[$0].cost)
        }
        scaled.addRow("footprint", .atMost(optimum.objective * (1 + 1e-9) + 1e-9), costs.filter { $0.coefficient != 0 })
        return try solver.solve(scaled).solution?.objective
    }

    /// How full the fullest limit is.
    static func use(of answer: Distribution, for problem: DistributionProblem) -> Double {
        var used: [RackPair: Double] = [:]
        for flow in answer.flows {
            let chain = problem.chains[flow.chain]
            let isEnd = flow.position == 0 || flow.position == chain.positions.count
            guard problem.includesEndpoints || !isEnd else { continue }
            let way = RackPair(from: problem.sites[flow.from.index].rack, to: problem.sites[flow.to.index].rack)
            guard way.from != way.to else { continue }
            used[way, default: 0] += flow.volume
            let gain = chain.positions[..<flow.position].reduce(1) { $0 * $1.gain }
            let back = chain.positions[flow.position...].reduce(chain.reverseVolume) { $0 * $1.reverseGain }
            used[RackPair(from: way.to, to: way.from), default: 0] += flow.volume * back / (chain.volume * gain)
        }
        var links: [TreeLink: Double] = [:]
        if !problem.linkLimits.isEmpty, let tree = problem.tree {
            for (pair, volume) in used { for link in tree.links(of: pair) { links[link, default: 0] += volume } }
        }
        let dust = 1e-7 * problem.chains.reduce(0) { $0 + $1.volume }
        let uses =
            problem.bandwidthLimits.map { (used[$0.pair] ?? 0, $0.limit) }
            + problem.linkLimits.map { (links[$0.link] ?? 0, $0.limit) }
        return uses.reduce(0) { $1.0 <= dust ? $0 : max($0, $1.0 / $1.1) }
    }
}
