/// Splits the flows of a collapsed problem over the members of its sites.
///
/// Every member of a merged instance takes the same part of each chain's traffic there, chosen so that its load is in
/// its band. Edges are then laid out by the north-west-corner rule, on the side that sends and on the side that
/// receives, so that there are at most about as many as edges and members together.
struct FlowExpansion {
    /// Something that stands in one line with others and has a length.
    private struct Piece {
        var site: SiteID
        var volume: Double
    }

    private struct Stage: Hashable {
        var chain: Int
        var gap: Int
    }

    private let collapsed: CollapsedProblem
    private let flowsOfStages: [Stage: [Distribution.Flow]]
    /// The parts of members by merged site, adding up to 1.
    private let parts: [[Double]]

    init(_ collapsed: CollapsedProblem, _ flows: [Distribution.Flow]) {
        self.collapsed = collapsed
        flowsOfStages = Dictionary(grouping: flows) { Stage(chain: $0.chain, gap: $0.position) }
        var loads = [Double](repeating: 0, count: collapsed.problem.sites.count)
        for flow in flows where flow.position < collapsed.problem.chains[flow.chain].positions.count {
            let chain = collapsed.coefficients.chains[flow.chain]
            loads[flow.to.index] += flow.volume * chain.loadPerForward(at: flow.position)
        }
        parts = zip(collapsed.members, loads).map { Self.parts(of: $0, load: $1, collapsed.coefficients) }
    }

    /// Every member is as far up in its band as the others.
    private static func parts(
        of members: [SiteID], load: Double, _ coefficients: DistributionCoefficients
    ) -> [Double] {
        let bands = members.compactMap { coefficients.bands[$0.index] }
        guard bands.count > 1, load > 0 else { return bands.map { _ in 1 / Double(bands.count) } }
        let lowest = bands.reduce(0) { $0 + $1.lowest }
        let width = bands.reduce(0) { $0 + $1.highest - $1.lowest }
        let height = width > 0 ? min(1, max(0, (load - lowest) / width)) : 0
        let loads = bands.map { $0.lowest + height * ($0.highest - $0.lowest) }
        let sum = loads.reduce(0, +)
        return sum > 0 ? loads.map { $0 / sum } : bands.map { _ in 1 / Double(bands.count) }
    }

    func flows() -> [Distribution.Flow] {
        collapsed.original.chains.indices.flatMap { chain in
            (0...collapsed.original.chains[chain].positions.count).flatMap { gap in
                expand(Stage(chain: chain, gap: gap))
            }
        }
    }

    private func expand(_ stage: Stage) -> [Distribution.Flow] {
        let flows = flowsOfStages[stage] ?? []
        let sent = Dictionary(grouping: flows, by: \.from).sorted { $0.key < $1.key }.flatMap { sender, flows in
            let pieces = flows.map { Piece(site: $0.to, volume: $0.volume) }
            return Self.overlaps(senders(sender, stage), pieces, volume: pieces.reduce(0) { $0 + $1.volume })
        }
        // What members send to a merged site, by that site.
        let received = Dictionary(grouping: sent, by: \.to).sorted { $0.key < $1.key }.flatMap { receiver, pieces in
            let pieces = pieces.map { Piece(site: $0.from, volume: $0.volume) }
            return Self.overlaps(pieces, receivers(receiver, stage), volume: pieces.reduce(0) { $0 + $1.volume })
        }
        return received.map {
            Distribution.Flow(chain: stage.chain, position: stage.gap, from: $0.from, to: $0.to, volume: $0.volume)
        }
    }

    private func senders(_ site: SiteID, _ stage: Stage) -> [Piece] {
        guard stage.gap == 0 else { return instances(site) }
        let rack = collapsed.problem.sites[site.index].rack
        return collapsed.original.chains[stage.chain].sources
            .filter { collapsed.original.sites[$0.site.index].rack == rack && $0.volume > 0 }
            .map { Piece(site: $0.site, volume: $0.volume) }
    }

    /// Members of an instance; of sinks the first in the rack takes all.
    private func receivers(_ site: SiteID, _ stage: Stage) -> [Piece] {
        let chain = collapsed.original.chains[stage.chain]
        guard stage.gap == chain.positions.count else { return instances(site) }
        let rack = collapsed.problem.sites[site.index].rack
        return chain.sinks.filter { collapsed.original.sites[$0.index].rack == rack }.prefix(1)
            .map { Piece(site: $0, volume: 1) }
    }

    private func instances(_ site: SiteID) -> [Piece] {
        zip(collapsed.members[site.index], parts[site.index]).map { Piece(site: $0, volume: $1) }
    }

    /// Lays both rows of pieces out along lines of length 1; what lies side by side goes from one to the other.
    ///
    /// - Parameter volume: what goes in all.
    private static func overlaps(
        _ from: [Piece], _ to: [Piece], volume: Double
    ) -> [(from: SiteID, to: SiteID, volume: Double)] {
        let lengths = (from.reduce(0) { $0 + $1.volume }, to.reduce(0) { $0 + $1.volume })
        guard lengths.0 > 0, lengths.1 > 0 else { return [] }
        var result: [(from: SiteID, to: SiteID, volume: Double)] = []
        var (sender, receiver) = (0, 0)
        var ends = (from[0].volume / lengths.0, to[0].volume / lengths.1)
        var start = 0.0
        while sender < from.count, receiver < to.count {
            let end = min(ends.0, ends.1)
            // Ends that differ only by rounding are the same end.
            if end - start > 1e-13 { result.append((from[sender].site, to[receiver].site, (end - start) * volume)) }
            start = max(start, end)
            let (closesSender, closesReceiver) = (ends.0 <= end + 1e-14, ends.1 <= end + 1e-14)
            if closesSender {
                sender += 1
                if sender < from.count { ends.0 += from[sender].volume / lengths.0 }
            }
            if closesReceiver {
                receiver += 1
                if receiver < to.count { ends.1 += to[receiver].volume / lengths.1 }
            }
        }
        return result
    }
}
