internal import CloudTopology
internal import FlowDistribution

/// What goes from rack to rack where every instance has exactly its fair part of the volume.
///
/// Both ways to send it keep every band, so limits that let one of them pass leave a problem feasible, and a mixture of
/// the two does as well.
struct FairTraffic {
    /// Whether as much as possible stays in the rack, gap by gap.
    let isLocal: Bool
    private(set) var volumes: [RackPair: Double] = [:]
    /// All that goes over all gaps, in one rack or not.
    private(set) var total = 0.0

    init(of problem: DistributionProblem, isLocal: Bool) {
        self.isLocal = isLocal
        for chain in problem.chains { add(chain, of: problem) }
    }

    private mutating func add(_ chain: DistributionProblem.Chain, of problem: DistributionProblem) {
        let forward = chain.forwardVolumes
        let backward = chain.backwardVolumes
        let layers = layers(of: chain, in: problem)
        for gap in forward.indices {
            let isFree = !problem.includesEndpoints && (gap == 0 || gap == chain.positions.count)
            if isFree { continue }
            total += forward[gap] + backward[gap]
            send(forward[gap], back: backward[gap], from: layers[gap], to: layers[gap + 1])
        }
    }

    /// For sources, each position, sinks: the part of the volume that each rack takes.
    private func layers(of chain: DistributionProblem.Chain, in problem: DistributionProblem) -> [[(RackID, Double)]] {
        let sources = chain.sources.map { ($0.site, $0.volume) }
        let positions = chain.positions.map { $0.instances.map { ($0, problem.sites[$0.index].size) } }
        return ([sources] + positions + [chain.sinks.map { ($0, 1.0) }]).map { layer in
            let sum = layer.reduce(0) { $0 + $1.1 }
            var parts: [RackID: Double] = [:]
            for (site, part) in layer where sum > 0 { parts[problem.sites[site.index].rack, default: 0] += part / sum }
            return parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    private mutating func send(_ forth: Double, back: Double, from: [(RackID, Double)], to: [(RackID, Double)]) {
        let arriving = Dictionary(uniqueKeysWithValues: to)
        let leaving = Dictionary(uniqueKeysWithValues: from)
        let isLocal = isLocal
        let stays = { (rack: RackID) in isLocal ? min(leaving[rack] ?? 0, arriving[rack] ?? 0) : 0 }
        let rest = 1 - from.reduce(0) { $0 + stays($1.0) }
        guard rest > 1e-12 else { return }
        for (source, part) in from {
            for (target, share) in to where source != target {
                let moved = (part - stays(source)) * (share - stays(target)) / rest
                volumes[RackPair(from: source, to: target), default: 0] += forth * moved
                if back > 0 { volumes[RackPair(from: target, to: source), default: 0] += back * moved }
            }
        }
    }
}
