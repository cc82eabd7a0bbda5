import CloudTopology
import FlowDistribution
import LinearProgramming

/// The linear program of a distribution problem as it stands, one variable for each edge: what the tests of the
/// generators, the verifier and the certificate checker compare with. It shares nothing with them nor with the solvers.
struct PlainProgram {
    let problem: DistributionProblem
    private(set) var program = LinearProgram(.minimize)
    private var edges: [Distribution.Flow] = []
    private var variables: [LinearProgram.VariableID] = []
    private var loadRows: [LinearProgram.RowID?] = []
    private var pairRows: [LinearProgram.RowID] = []
    private var linkRows: [LinearProgram.RowID] = []
    private var loadTerms: [[LinearProgram.Term]]
    private var pairTerms: [RackPair: [LinearProgram.Term]] = [:]
    private var targets: [Double]

    init(_ problem: DistributionProblem) {
        self.problem = problem
        targets = problem.sites.map { _ in 0 }
        loadTerms = problem.sites.map { _ in [] }
        for chain in problem.chains.indices { addChain(chain) }
        loadRows = problem.sites.indices.map { site in
            let target = targets[site]
            let highest = min((1 + problem.leeway) * target, problem.sites[site].capacity)
            let lowest = (1 - problem.leeway) * target
            guard !loadTerms[site].isEmpty else { return nil }
            return program.addRow("load", LinearProgram.Bounds(lower: lowest, upper: highest), loadTerms[site])
        }
        pairRows = problem.bandwidthLimits.map { limit in
            program.addRow("pair", .atMost(limit.limit), pairTerms[limit.pair] ?? [])
        }
        linkRows = problem.linkLimits.map { limit in
            let uses = pairTerms.sorted { $0.key < $1.key }.filter {
                problem.tree?.links(of: $0.key).contains(limit.link) == true
            }
            return program.addRow("link", .atMost(limit.limit), Self.merged(uses.flatMap(\.value)))
        }
    }

    /// Whether some instance has less capacity than it must take.
    var isShort: Bool {
        problem.sites.indices.contains { problem.sites[$0].capacity < (1 - problem.leeway) * targets[$0] }
    }

    /// The answer with the prices of its rows; nil where there is none.
    func solve(_ solver: any LinearProgramSolver) throws -> Distribution? {
        if isShort { return nil }
        guard let solution = try solver.solve(program).solution else { return nil }
        let price = { (row: LinearProgram.RowID?) in row.map { -solution[dual: $0] } ?? 0 }
        var flows = edges
        for (index, variable) in variables.enumerated() { flows[index].volume = solution[variable] }
        return Distribution(
            objective: solution.objective, flows: flows.filter { $0.volume > 0 },
            carried: problem.chains.map(\.volume),
            certificate: DistributionCertificate(
                loadPrices: loadRows.map(price), bandwidthPrices: pairRows.map { max(0, price($0)) },
                linkPrices: linkRows.map { max(0, price($0)) }),
            method: .general)
    }

    private mutating func addChain(_ index: Int) {
        let chain = problem.chains[index]
        let layers = [chain.sources.map(\.site)] + chain.positions.map(\.instances) + [chain.sinks]
        var volumes = [chain.volume]
        for position in chain.positions { volumes.append((volumes.last ?? 0) * position.gain) }
        var back = [chain.reverseVolume]
        for position in chain.positions.reversed() { back.insert(back[0] * position.reverseGain, at: 0) }
        var arriving = chain.sources.map { _ in [LinearProgram.Term]() }
        for gap in volumes.indices {
            let ratio = volumes[gap] > 0 ? back[gap] / volumes[gap] : 0
            let sites = (layers[gap], layers[gap + 1])
            let added = sites.0.map { from in sites.1.map { to in addEdge(index, gap, from, to, ratio) } }
            for (number, leaving) in added.enumerated() {
                let terms = leaving.map { LinearProgram.Term($0, 1) }
                guard gap > 0 else {
                    _ = program.addRow("source", .exactly(chain.sources[number].volume), terms)
                    continue
                }
                let gain = chain.positions[gap - 1].gain
                let inflow = arriving[number].map { LinearProgram.Term($0.variable, -gain * $0.coefficient) }
                _ = program.addRow("passing", .exactly(0), terms + inflow)
            }
            arriving = sites.1.indices.map { to in added.map { LinearProgram.Term($0[to], 1) } }
            guard gap < chain.positions.count else { continue }
            let load = volumes[gap] > 0 ? 1 + back[gap + 1] / volumes[gap] : 1
            let sizes = sites.1.reduce(0) { $0 + problem.sites[$1.index].size }
            for (site, terms) in zip(sites.1, arriving) {
                loadTerms[site.index] += terms.map { .init($0.variable, load) }
                targets[site.index] += (volumes[gap] + back[gap + 1]) * problem.sites[site.index].size / sizes
            }
        }
    }

    private mutating func addEdge(
        _ chain: Int, _ gap: Int, _ from: SiteID, _ to: SiteID, _ ratio: Double
    ) -> LinearProgram.VariableID {
        let (source, target) = (problem.sites[from.index].rack, problem.sites[to.index].rack)
        let (forth, back) = (RackPair(from: source, to: target), RackPair(from: target, to: source))
        let isFree = !problem.includesEndpoints && (gap == 0 || gap == problem.chains[chain].positions.count)
        let variable = program.addVariable("f", cost: isFree ? 0 : cost(forth) + ratio * cost(back))
        edges.append(.init(chain: chain, position: gap, from: from, to: to, volume: 0))
        variables.append(variable)
        guard !isFree, source != target else { return variable }
        pairTerms[forth, default: []].append(.init(variable, 1))
        if ratio > 0 { pairTerms[back, default: []].append(.init(variable, ratio)) }
        return variable
    }

    private func cost(_ pair: RackPair) -> Double {
        switch problem.cost {
        case .binary: pair.from == pair.to ? 0 : 1
        case .hops: Double(problem.tree?.height(of: pair) ?? 0)
        case .levels(let costs): costs[problem.tree?.height(of: pair) ?? 0]
        case .function(let function): function(pair)
        }
    }

    /// The terms with those of one variable added up.
    private static func merged(_ terms: [LinearProgram.Term]) -> [LinearProgram.Term] {
        var sums: [LinearProgram.VariableID: Double] = [:]
        for term in terms { sums[term.variable, default: 0] += term.coefficient }
        return sums.sorted { $0.key.index < $1.key.index }.map { .init($0.key, $0.value) }
    }
}
