/// What one setting measured in each round of one topology.
struct SetupLatencySamples: Sendable {
    let setting: SetupLatencySetting
    private(set) var rounds: [TrafficReport] = []

    init(_ setting: SetupLatencySetting) { self.setting = setting }

    mutating func add(_ report: TrafficReport) { rounds.append(report) }

    /// - Returns: nil where not one connection was answered.
    func row(on topology: SetupLatencyTopology, besides plain: SetupLatencySamples?) -> SetupLatencyReport.Row? {
        let outcomes = rounds.flatMap(\.outcomes)
        let all = TrafficReport(outcomes: outcomes, elapsed: .zero)
        guard let connect = latency(all.connectLatency, \.connectLatency),
            let request = latency(all.firstRequestLatency, \.firstRequestLatency),
            let rate = PairedComparison(of: rates.compactMap(\.self))
        else { return nil }
        return SetupLatencyReport.Row(
            topology: topology, setting: setting, connections: outcomes.count, failures: all.failures.count,
            connect: connect, firstRequest: request, connectionsPerSecond: rate,
            toPlain: plain.flatMap { $0.setting == setting ? nil : compared(with: $0) })
    }

    private func compared(with plain: SetupLatencySamples) -> SetupLatencyReport.ToPlain? {
        let (connects, requests) = (medians(\.connectLatency), medians(\.firstRequestLatency))
        let (plainConnects, plainRequests) = (plain.medians(\.connectLatency), plain.medians(\.firstRequestLatency))
        guard let connectDifference = PairedComparison(connects, to: plainConnects, by: -),
            let connectRatio = PairedComparison(connects, to: plainConnects, by: /),
            let requestDifference = PairedComparison(requests, to: plainRequests, by: -),
            let requestRatio = PairedComparison(requests, to: plainRequests, by: /),
            let rate = PairedComparison(rates, to: plain.rates, by: /)
        else { return nil }
        return SetupLatencyReport.ToPlain(
            connectDifference: connectDifference, connectRatio: connectRatio,
            firstRequestDifference: requestDifference, firstRequestRatio: requestRatio, rateRatio: rate)
    }

    private func latency(
        _ all: LatencySummary?, _ part: KeyPath<TrafficReport, LatencySummary?>
    ) -> SetupLatencyReport.Latency? {
        guard let all, let rounds = PairedComparison(of: medians(part).compactMap(\.self)) else { return nil }
        return SetupLatencyReport.Latency(
            median: all.median.milliseconds, percentile99: all.percentile99.milliseconds, rounds: rounds)
    }

    private func medians(_ part: KeyPath<TrafficReport, LatencySummary?>) -> [Double?] {
        rounds.map { $0[keyPath: part]?.median.milliseconds }
    }

    private var rates: [Double?] {
        rounds.map { $0.connectionsPerSecond > 0 ? $0.connectionsPerSecond : nil }
    }
}

extension Duration {
    fileprivate var milliseconds: Double { Double(nanoseconds) / 1e6 }
}
