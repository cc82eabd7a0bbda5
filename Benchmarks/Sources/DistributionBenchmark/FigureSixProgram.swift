import CloudTopology
import FlowDistribution

/// Writes the linear program of the paper's Figure 6, in its corrected reading, straight into flat arrays: a variable
/// for each edge of each chain, rows for sources, conservation, load bands and limits.
///
/// It shares no code with the library, so that equal objectives say something, and it leaves out rows that cannot bind
/// because no edge uses them, so that rivals carry no dead weight.
struct FigureSixProgram {
    private(set) var arrays = ProgramArrays()
    private let problem: DistributionProblem
    /// The row of each instance's load; -1 for sites that are none.
    private var loadRows: [Int32]
    private var pairRows: [RackPair: Int32] = [:]
    private var linkRows: [TreeLink: Int32] = [:]
    private let pairLimits: [RackPair: Double]
    private let linkLimits: [TreeLink: Double]

    static func arrays(of problem: DistributionProblem) -> ProgramArrays {
        var program = FigureSixProgram(problem)
        program.addLoads()
        for chain in problem.chains where chain.volume > 0 { program.add(chain) }
        return program.arrays
    }

    private init(_ problem: DistributionProblem) {
        self.problem = problem
        loadRows = Array(repeating: -1, count: problem.sites.count)
        pairLimits = Dictionary(problem.bandwidthLimits.map { ($0.pair, $0.limit) }) { first, _ in first }
        linkLimits = Dictionary(problem.linkLimits.map { ($0.link, $0.limit) }) { first, _ in first }
    }

    private mutating func addLoads() {
        var targets = [Double](repeating: 0, count: problem.sites.count)
        var isInstance = [Bool](repeating: false, count: problem.sites.count)
        for chain in problem.chains {
            let volumes = Volumes(chain)
            for (index, position) in chain.positions.enumerated() {
                let sizes = position.instances.reduce(0) { $0 + problem.sites[$1.index].size }
                for site in position.instances {
                    isInstance[site.index] = true
                    targets[site.index] += volumes.entering(index) * problem.sites[site.index].size / sizes
                }
            }
        }
        for site in problem.sites.indices where isInstance[site] {
            let lowest = (1 - problem.leeway) * targets[site]
            let highest = min((1 + problem.leeway) * targets[site], problem.sites[site].capacity)
            loadRows[site] = arrays.addRow(lowest, highest)
        }
    }

    private mutating func add(_ chain: DistributionProblem.Chain) {
        let volumes = Volumes(chain)
        var leaving = chain.sources.map { (site: $0.site, row: arrays.addRow($0.volume, $0.volume)) }
        for gap in 0...chain.positions.count {
            let sites = gap < chain.positions.count ? chain.positions[gap].instances : chain.sinks
            let entering = sites.map { site in
                (site: site, row: gap < chain.positions.count ? arrays.addRow(0, 0) : -1)
            }
            for from in leaving {
                for to in entering { addEdge(from, to, volumes, gap) }
            }
            leaving = entering
        }
    }

    /// Rows of conservation say: what leaves less gain times what enters is zero.
    private mutating func addEdge(
        _ from: (site: SiteID, row: Int32), _ to: (site: SiteID, row: Int32), _ volumes: Volumes, _ gap: Int
    ) {
        let (there, back) = pairs(from.site, to.site)
        let backward = volumes.backward[gap] / volumes.forward[gap]
        let isFree = !problem.includesEndpoints && (gap == 0 || gap == volumes.forward.count - 1)
        let cost = isFree ? 0 : problem.cost(there) + backward * (backward > 0 ? problem.cost(back) : 0)
        let variable = arrays.addVariable(cost: cost)
        arrays.addCoefficient(from.row, variable, 1)
        if to.row >= 0 {
            arrays.addCoefficient(to.row, variable, -volumes.gains[gap])
            let load = 1 + volumes.backward[gap + 1] / volumes.forward[gap]
            arrays.addCoefficient(loadRows[to.site.index], variable, load)
        }
        guard !isFree, there.from != there.to else { return }
        addUse(of: there, variable, 1)
        if backward > 0 { addUse(of: back, variable, backward) }
    }

    private func pairs(_ from: SiteID, _ to: SiteID) -> (RackPair, RackPair) {
        let (a, b) = (problem.sites[from.index].rack, problem.sites[to.index].rack)
        return (RackPair(from: a, to: b), RackPair(from: b, to: a))
    }

    private mutating func addUse(of pair: RackPair, _ variable: Int32, _ volume: Double) {
        if let limit = pairLimits[pair] {
            let row = pairRows[pair] ?? arrays.addRow(-.infinity, limit)
            pairRows[pair] = row
            arrays.addCoefficient(row, variable, volume)
        }
        guard !linkLimits.isEmpty, let tree = problem.tree else { return }
        for link in tree.links(of: pair) {
            guard let limit = linkLimits[link] else { continue }
            let row = linkRows[link] ?? arrays.addRow(-.infinity, limit)
            linkRows[link] = row
            arrays.addCoefficient(row, variable, volume)
        }
    }
}

extension FigureSixProgram {
    /// What flows in each gap of a chain, forward and backward, and the gain of each position.
    private struct Volumes {
        var forward: [Double]
        var backward: [Double]
        var gains: [Double]

        init(_ chain: DistributionProblem.Chain) {
            gains = chain.positions.map(\.gain)
            forward = [chain.volume]
            for gain in gains { forward.append((forward.last ?? 0) * gain) }
            backward = [chain.reverseVolume]
            for position in chain.positions.reversed() {
                backward.append((backward.last ?? 0) * position.reverseGain)
            }
            backward.reverse()
        }

        /// All that enters a position, from both sides.
        func entering(_ position: Int) -> Double { forward[position] + backward[position + 1] }
    }
}

extension DistributionProblem {
    /// What a unit of volume costs from one rack to another.
    func cost(_ pair: RackPair) -> Double {
        switch cost {
        case .binary: pair.from == pair.to ? 0 : 1
        case .hops: Double(tree?.height(of: pair) ?? 0)
        case .levels(let levels): levels[tree?.height(of: pair) ?? 0]
        case .function(let function): function(pair)
        }
    }
}
