internal import CloudTopology
internal import FlowDistribution

extension DistributionGenerator.Bandwidth {
    /// Limits for a problem, drawn pair by pair in ascending order.
    func limits(
        for problem: DistributionProblem, _ numbers: inout RandomNumbers
    ) -> [DistributionProblem.BandwidthLimit] {
        guard self != .none else { return [] }
        let fair = FairTraffic(of: problem, isLocal: false)
        let local = FairTraffic(of: problem, isLocal: true)
        return Self.pairs(of: problem, fair).map { pair in
            let traffic = (fair.volumes[pair] ?? 0, local.volumes[pair] ?? 0)
            return .init(pair, available: limit(traffic, total: fair.total, &numbers))
        }
    }

    private func limit(
        _ traffic: (fair: Double, local: Double), total: Double, _ numbers: inout RandomNumbers
    ) -> Double {
        guard case .tight(let tightness) = self else { return total * numbers.number(1...2) }
        guard traffic.fair > 0 else { return numbers.number(0...100) }
        let local = traffic.local / traffic.fair
        let least = 0.1 + 0.9 * local * local
        return traffic.fair * (1 + 0.95 * tightness * (least - 1)) * numbers.number(0.8...(2.2 - 0.4 * tightness))
    }

    private static func pairs(of problem: DistributionProblem, _ fair: FairTraffic) -> [RackPair] {
        let racks = Set(problem.sites.map(\.rack)).sorted()
        guard racks.count <= 16 else { return fair.volumes.keys.sorted() }
        return racks.flatMap { from in racks.filter { $0 != from }.map { RackPair(from: from, to: $0) } }
    }
}
