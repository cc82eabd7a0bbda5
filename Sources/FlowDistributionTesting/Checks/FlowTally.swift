internal import CloudTopology
internal import FlowDistribution

/// The flows of a distribution added up, flow by flow, with the mistakes that a single flow shows.
struct FlowTally {
    private let problem: DistributionProblem
    private let chains: [ChainTally]
    /// What enters each site over each gap, and what leaves.
    private(set) var entering: [Stop: Double] = [:]
    private(set) var leaving: [Stop: Double] = [:]
    /// What goes from rack to rack, both directions of traffic.
    private(set) var crossing: [RackPair: Double] = [:]
    private(set) var cost = 0.0
    private(set) var violations: [Violation] = []
    private var ways: Set<Way> = []
    /// What all traffic would cost at the highest cost of any flow: the scale of rounding in the objective.
    private(set) var costScale = 0.0

    /// A site at a gap of a chain: where traffic of the gap starts, or where it ends.
    struct Stop: Hashable {
        let chain: Int
        let gap: Int
        let site: SiteID
    }

    private struct Way: Hashable {
        let start: Stop
        let end: SiteID
    }

    private struct ChainTally {
        let forward: [Double]
        let backward: [Double]
        let senders: [Set<SiteID>]
        let receivers: [Set<SiteID>]

        init(_ chain: DistributionProblem.Chain) {
            (forward, backward) = (chain.forwardVolumes, chain.backwardVolumes)
            senders = forward.indices.map { Set(chain.senders(over: $0)) }
            receivers = forward.indices.map { Set(chain.receivers(over: $0)) }
        }
    }

    init(_ problem: DistributionProblem) {
        self.problem = problem
        chains = problem.chains.map(ChainTally.init)
    }

    mutating func add(_ flow: Distribution.Flow, number: Int) {
        guard flow.volume.isFinite, flow.volume > 0 else {
            return violations.append(Violation(.malformed, "volume of flow \(number)", amount: .infinity))
        }
        guard isWay(flow) else {
            return violations.append(Violation(.wayward, "flow \(number)", amount: .infinity))
        }
        let start = Stop(chain: flow.chain, gap: flow.position, site: flow.from)
        if !ways.insert(Way(start: start, end: flow.to)).inserted {
            violations.append(Violation(.repeated, "flow \(number)", amount: .infinity))
        }
        leaving[start, default: 0] += flow.volume
        entering[Stop(chain: flow.chain, gap: flow.position, site: flow.to), default: 0] += flow.volume
        if !problem.isFree(flow.position, of: problem.chains[flow.chain]) { cross(flow) }
    }

    private func isWay(_ flow: Distribution.Flow) -> Bool {
        guard chains.indices.contains(flow.chain) else { return false }
        let chain = chains[flow.chain]
        guard chain.forward.indices.contains(flow.position) else { return false }
        return chain.senders[flow.position].contains(flow.from) && chain.receivers[flow.position].contains(flow.to)
    }

    private mutating func cross(_ flow: Distribution.Flow) {
        let (from, to) = (problem.sites[flow.from.index].rack, problem.sites[flow.to.index].rack)
        let (forward, backward) = (chains[flow.chain].forward, chains[flow.chain].backward)
        let whole = forward[flow.position]
        let back = whole > 0 ? flow.volume * backward[flow.position] / whole : 0
        let costs = [RackPair(from: from, to: to), RackPair(from: to, to: from)].map(problem.unitCost)
        cost += costs[0] * flow.volume + (back > 0 ? costs[1] * back : 0)
        costScale = max(costScale, abs(costs[0]) * whole, abs(costs[1]) * backward[flow.position])
        guard from != to else { return }
        crossing[RackPair(from: from, to: to), default: 0] += flow.volume
        if back > 0 { crossing[RackPair(from: to, to: from), default: 0] += back }
    }
}
