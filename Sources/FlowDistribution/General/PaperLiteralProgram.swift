internal import CloudTopology
public import LinearProgramming

/// The linear program of Figure 6 exactly as the paper prints it, for the record; it has no solution, or one that
/// carries too little. ``GeneralDistributor`` solves the corrected reading.
///
/// The reading, symbol by symbol:
///
/// - The variables are `f(c, i)` for the instances of the first position and `f(c, i, i')` for those of neighbouring
///   positions. There are none for the way to a sink, so endpoints are free and unlimited.
/// - Eq. 1 adds up `Cost · f(c, i, i')` for positions 1 to |c| − 1.
/// - Eq. 2, for `j > 1`: inflow = γ(c, j) · Σ over `i' ∈ M[j+1]` of `f(c, i, i')`, with γ = ingress/egress = 1/gain. The
///   last position has no successor, so its sum is empty and its inflow must be 0. Position 1 has no such equation, so
///   what leaves it has nothing to do with what enters it.
/// - Eq. 3: Σ f(c, i) = V_c.
/// - Eq. 4: Σ of `f(c, i, i')` from rack to rack ≤ b, for those pairs that have a limit.
/// - Eq. 5: the load of each instance lies in `(1 ± ε)` times Σ over its chains of `V_c/|M_c[j]| · ∏ γ(c, l)`, with the
///   product over `l = 1…j` (it includes the function itself) and with γ where the text wants 1/γ.
///
/// What the paper does not have is left out: sizes, capacities, reverse volumes, limits of links.
///
/// ```swift
/// let literal = PaperLiteralProgram(problem)
/// let result = try ReferenceSimplex().solve(literal.program)      // infeasible from two positions on
/// ```
public struct PaperLiteralProgram: Sendable {
    /// How Eq. 2 is read where it makes no sense.
    public enum LastPosition: Hashable, Sendable, CaseIterable {
        /// As printed: nothing may enter the last position.
        case asPrinted
        /// The kinder reading: Eq. 2 does not apply to the last position. What passes the chain is then only as much
        /// as Eq. 5 enforces, and the objective too low.
        case leftOut
    }

    public private(set) var program = LinearProgram(.minimize)
    private let problem: DistributionProblem
    /// f(c, i) and f(c, i, i') into each instance, by chain and position.
    private var inflows: [[[SiteID: [LinearProgram.Term]]]] = []
    /// f(c, i, i') out of each instance, by chain and position.
    private var outflows: [[[SiteID: [LinearProgram.Term]]]] = []
    private var betweenRacks: [RackPair: [LinearProgram.Term]] = [:]

    /// - Precondition: the problem makes sense (``DistributionProblem/validate()``).
    public init(_ problem: DistributionProblem, lastPosition: LastPosition = .asPrinted) {
        self.problem = problem
        for chain in problem.chains { addVariables(of: chain) }
        for index in problem.chains.indices {
            addConservation(of: index, lastPosition)
            addCoverage(of: index)
        }
        addBandwidths()
        addBalance()
    }

    private mutating func addVariables(of chain: DistributionProblem.Chain) {
        inflows.append(chain.positions.map { _ in [:] })
        outflows.append(chain.positions.map { _ in [:] })
        let index = inflows.count - 1
        for site in chain.positions.first?.instances ?? [] {
            inflows[index][0][site] = [.init(program.addVariable("f(\(chain.name), \(name(site)))"), 1)]
        }
        for position in chain.positions.indices.dropFirst() {
            for from in chain.positions[position - 1].instances {
                for to in chain.positions[position].instances {
                    let racks = RackPair(from: problem.sites[from.index].rack, to: problem.sites[to.index].rack)
                    let variable = program.addVariable(
                        "f(\(chain.name), \(name(from)), \(name(to)))", cost: problem.cost(of: racks))
                    outflows[index][position - 1][from, default: []].append(.init(variable, 1))
                    inflows[index][position][to, default: []].append(.init(variable, 1))
                    betweenRacks[racks, default: []].append(.init(variable, 1))
                }
            }
        }
    }

    private func name(_ site: SiteID) -> String { problem.sites[site.index].name }

    /// Eq. 2.
    private mutating func addConservation(of index: Int, _ lastPosition: LastPosition) {
        let chain = problem.chains[index]
        let end = lastPosition == .asPrinted ? chain.positions.count : chain.positions.count - 1
        for position in chain.positions.indices.dropFirst() where position < end {
            let gamma = 1 / chain.positions[position].gain
            for site in chain.positions[position].instances {
                let outflow = (outflows[index][position][site] ?? []).map {
                    LinearProgram.Term($0.variable, -gamma * $0.coefficient)
                }
                let inflow = inflows[index][position][site] ?? []
                program.addRow("Eq. 2 for \(chain.name), \(name(site))", .exactly(0), inflow + outflow)
            }
        }
    }

    /// Eq. 3.
    private mutating func addCoverage(of index: Int) {
        let chain = problem.chains[index]
        let entering = (chain.positions.first?.instances ?? []).flatMap { inflows[index][0][$0] ?? [] }
        program.addRow("Eq. 3 for \(chain.name)", .exactly(chain.volume), entering)
    }

    /// Eq. 4.
    private mutating func addBandwidths() {
        for limit in problem.bandwidthLimits {
            program.addRow("Eq. 4 for \(limit.pair)", .atMost(limit.limit), betweenRacks[limit.pair] ?? [])
        }
    }

    /// Eq. 5.
    private mutating func addBalance() {
        var loads: [SiteID: (terms: [LinearProgram.Term], target: Double)] = [:]
        for (index, chain) in problem.chains.enumerated() {
            var gammas = 1.0
            for (position, function) in chain.positions.enumerated() {
                gammas /= function.gain
                for site in function.instances {
                    loads[site, default: ([], 0)].terms += inflows[index][position][site] ?? []
                    loads[site, default: ([], 0)].target += chain.volume / Double(function.instances.count) * gammas
                }
            }
        }
        for (site, load) in loads.sorted(by: { $0.key < $1.key }) {
            let band = LinearProgram.Bounds.between(
                (1 - problem.leeway) * load.target, (1 + problem.leeway) * load.target)
            program.addRow("Eq. 5 for \(name(site))", band, load.terms)
        }
    }
}
