internal import LinearProgramming

/// The terms of rows while the edges are being listed.
struct RowDraft {
    /// A row of conservation or of a source's volume.
    struct Balance {
        var name: String
        var bounds: LinearProgram.Bounds
        var terms: [LinearProgram.Term] = []
    }

    var balances: [Balance] = []
    /// Load by site.
    var loads: [[LinearProgram.Term]]
    /// The rows of the sources by chain, with their volumes.
    var coverage: [[(row: Int, volume: Double)]]
    /// Use by limit: bandwidth limits, then link limits.
    var limits: [[LinearProgram.Term]]

    init(_ problem: DistributionProblem) {
        coverage = Array(repeating: [], count: problem.chains.count)
        loads = Array(repeating: [], count: problem.sites.count)
        limits = Array(repeating: [], count: problem.bandwidthLimits.count + problem.linkLimits.count)
    }

    /// Adds rows and returns the position of the first.
    mutating func add(_ new: [Balance]) -> Int {
        balances += new
        return balances.count - new.count
    }
}

extension DistributionProgram {
    /// Lists the edges of every chain, gap by gap, with their terms in conservation, coverage, load and limits.
    mutating func addEdges(to draft: inout RowDraft) {
        var uses = EdgeUses(problem)
        var costs: [Double] = []
        for chain in problem.chains.indices where coefficients.chains[chain].volume > 0 {
            var senders = sources(of: chain, &draft)
            for gap in 0...problem.chains[chain].positions.count {
                let receivers = receivers(on: gap, of: chain, &draft)
                for (from, row, factor) in senders {
                    for (to, inflow, _) in receivers {
                        let use = use(&uses, from, to, chain, gap)
                        edges.append(Edge(chain: chain, gap: gap, from: from, to: to, cost: use.cost))
                        costs.append(use.cost)
                        let variable = LinearProgram.VariableID(edges.count - 1)
                        draft.balances[row].terms.append(.init(variable, factor))
                        if let inflow { draft.balances[inflow].terms.append(.init(variable, gain(chain, gap))) }
                        addUse(use, of: variable, &draft)
                    }
                }
                senders = receivers.compactMap { site, row, _ in row.map { (site, $0, -1) } }
            }
        }
        addVariables(costs)
        addLoads(to: &draft)
    }

    private func gain(_ chain: Int, _ gap: Int) -> Double { problem.chains[chain].positions[gap].gain }

    private func use(
        _ uses: inout EdgeUses, _ from: SiteID, _ to: SiteID, _ chain: Int, _ gap: Int
    ) -> EdgeUses.Use {
        guard problem.counts(gap: gap, ofChain: chain) else { return .free }
        return uses.use(from: from, to: to, backward: coefficients.chains[chain].backwardPerForward(on: gap))
    }

    private func addUse(_ use: EdgeUses.Use, of variable: LinearProgram.VariableID, _ draft: inout RowDraft) {
        for (limit, amount) in use.limits {
            draft.limits[limit].append(.init(variable, amount))
        }
    }

    private mutating func addVariables(_ costs: [Double]) {
        let largest = costs.reduce(0) { max($0, abs($1)) }
        if largest > 0, largest.isFinite { costUnit = Double(sign: .plus, exponent: largest.exponent, significand: 1) }
        for (edge, cost) in zip(edges, costs) {
            let name = "\(problem.sites[edge.from.index].name)>\(problem.sites[edge.to.index].name)"
            program.addVariable(name, cost: form.minimizesFootprint ? cost / costUnit : 0)
        }
    }

    /// Sources with the rows that say how much they send.
    private func sources(of chain: Int, _ draft: inout RowDraft) -> [(SiteID, row: Int, factor: Double)] {
        let sources = problem.chains[chain].sources.filter { $0.volume > 0 }
        let first = draft.add(
            sources.map { source in
                RowDraft.Balance(
                    name: "\(problem.chains[chain].name): volume of \(problem.sites[source.site.index].name)",
                    bounds: .exactly(form.isElastic ? 0 : source.volume))
            })
        draft.coverage[chain] = sources.enumerated().map { (first + $0, $1.volume) }
        return sources.enumerated().map { ($1.site, first + $0, 1) }
    }

    /// Instances with the rows of their conservation, `gain · inflow − outflow = 0`, or sinks, which have none.
    private func receivers(
        on gap: Int, of chain: Int, _ draft: inout RowDraft
    ) -> [(SiteID, row: Int?, factor: Double)] {
        let name = problem.chains[chain].name
        guard gap < problem.chains[chain].positions.count else {
            return problem.chains[chain].sinks.map { ($0, nil, 0) }
        }
        let instances = problem.chains[chain].positions[gap].instances
        let first = draft.add(
            instances.map { site in
                RowDraft.Balance(
                    name: "\(name): conservation at \(problem.sites[site.index].name)", bounds: .exactly(0))
            })
        return instances.enumerated().map { ($1, first + $0, 0) }
    }

    private func addLoads(to draft: inout RowDraft) {
        for (index, edge) in edges.enumerated() where edge.gap < problem.chains[edge.chain].positions.count {
            let load = coefficients.chains[edge.chain].loadPerForward(at: edge.gap)
            draft.loads[edge.to.index].append(.init(LinearProgram.VariableID(index), load))
        }
    }
}
