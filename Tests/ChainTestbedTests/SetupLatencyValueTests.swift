import Testing

@testable import ChainTestbed

@Suite struct SetupLatencyValueTests {
    @Test(
        "the median and range of a list",
        arguments: [
            ([3.0], 3.0, 3.0, 3.0), ([5, 1, 3], 3, 1, 5), ([4, 1, 3, 2], 2.5, 1, 4), ([-2, 7], 2.5, -2, 7),
        ])
    func medianAndRange(_ values: [Double], _ median: Double, _ minimum: Double, _ maximum: Double) throws {
        let comparison = try #require(PairedComparison(of: values))
        #expect(comparison.median == median)
        #expect(comparison.minimum == minimum)
        #expect(comparison.maximum == maximum)
    }

    @Test func nothingHasNoMedian() {
        #expect(PairedComparison(of: []) == nil)
        #expect(PairedComparison([nil, 1], to: [1, nil], by: { $0 - $1 }) == nil)
    }

    @Test("each round is compared with itself: a machine that gets slower does not make a setting slower")
    func roundsArePaired() throws {
        let difference = try #require(PairedComparison([2, 12, 101], to: [1, 10, 100], by: { $0 - $1 }))
        #expect((difference.median, difference.minimum, difference.maximum) == (1, 1, 2))
        let ratio = try #require(PairedComparison([2, 12, 101], to: [1, 10, 100], by: { $0 / $1 }))
        #expect((ratio.median, ratio.minimum, ratio.maximum) == (1.2, 1.01, 2))
    }

    @Test func roundsThatOneSideLacksAreLeftOut() throws {
        let difference = try #require(PairedComparison([2, nil, 9, 5], to: [1, 10, nil], by: { $0 - $1 }))
        #expect((difference.median, difference.minimum, difference.maximum) == (1, 1, 1))
        #expect(PairedComparison([1], to: [0], by: { $0 / $1 }) == nil)
    }

    @Test func aRowHoldsPooledTimesAndPairedDifferences() throws {
        var plain = SetupLatencySamples(.plain)
        var resident = SetupLatencySamples(.resident)
        for (round, milliseconds) in [1, 10, 4].enumerated() {
            plain.add(report(connects: [milliseconds, milliseconds, 20], elapsed: .seconds(1)))
            resident.add(report(connects: [milliseconds + round, milliseconds + round, 30], elapsed: .seconds(2)))
        }
        let row = try #require(resident.row(on: .oneSwitch, besides: plain))
        #expect((row.connections, row.failures) == (9, 0))
        #expect((row.connect.median, row.connect.percentile99) == (11, 30))
        #expect((row.connect.rounds.median, row.connect.rounds.minimum, row.connect.rounds.maximum) == (6, 1, 11))
        #expect(row.connectionsPerSecond.median == 1.5)
        let beside = try #require(row.toPlain)
        #expect((beside.connectDifference.minimum, beside.connectDifference.median) == (0, 1))
        #expect(beside.connectDifference.maximum == 2)
        // Requests take twice as long as connecting in these reports.
        #expect((beside.firstRequestDifference.median, beside.firstRequestDifference.maximum) == (2, 4))
        #expect(beside.connectRatio.median == 1.1)
        #expect(beside.rateRatio.median == 0.5)
    }

    @Test func plainIsNotComparedWithItself() throws {
        var plain = SetupLatencySamples(.plain)
        plain.add(report(connects: [1], elapsed: .seconds(1)))
        #expect(try #require(plain.row(on: .oneSwitch, besides: plain)).toPlain == nil)
    }

    @Test func failuresAreCountedAndHaveNoTime() throws {
        var samples = SetupLatencySamples(.reactive)
        var failed = ConnectionOutcome(id: 9)
        failed.failure = .closed
        var mixed = report(connects: [3], elapsed: .seconds(1))
        mixed.outcomes.append(failed)
        samples.add(mixed)
        let row = try #require(samples.row(on: .oneSwitch, besides: nil))
        #expect((row.connections, row.failures, row.connect.median) == (2, 1, 3))
        #expect(row.connectionsPerSecond.median == 1)
        var nothing = SetupLatencySamples(.plain)
        nothing.add(TrafficReport(outcomes: [failed], elapsed: .seconds(1)))
        #expect(nothing.row(on: .oneSwitch, besides: nil) == nil)
    }

    @Test func manglingBoxesAreChargedWithWhatTheyAddBeyondPlain() throws {
        var rows: [SetupLatencyReport.Row] = []
        for (boxes, plainTime, time) in [(0, 1, 2), (2, 5, 9)] {
            var plain = SetupLatencySamples(.plain)
            plain.add(report(connects: [plainTime], elapsed: .seconds(1)))
            var reactive = SetupLatencySamples(.reactive)
            reactive.add(report(connects: [time], elapsed: .seconds(1)))
            rows += [reactive.row(on: .threeHosts(manglingBoxes: boxes), besides: plain)].compactMap(\.self)
        }
        let machine = MachineProbe(loadAverage: "", statistics: "").conditions(
            until: MachineProbe(loadAverage: "", statistics: ""))
        let report = SetupLatencyReport(rows: rows, machine: machine, rounds: 1)
        // 4 ms connecting and 8 ms requesting at two boxes, 1 and 2 ms at none: (12 - 3) / 2.
        #expect(report.costPerManglingBox(.reactive) == 4.5)
        #expect(report.costPerManglingBox(.resident) == nil)
    }

    @Test func theMachinesCountersAreRead() {
        let before = MachineProbe(
            loadAverage: "1.50 1.00 0.50 1/100 42\n", statistics: "cpu  100 0 100 700 50 0 0 50 0 0\ncpu0 1 1 1 1\n")
        let after = MachineProbe(
            loadAverage: "2.25 1.00 0.50 1/100 43\n", statistics: "cpu  150 0 120 720 50 0 0 60 0 0\ncpu0 1 1 1 1\n")
        let conditions = before.conditions(until: after)
        #expect((conditions.loadBefore, conditions.loadAfter) == (1.5, 2.25))
        #expect((conditions.stolen, conditions.idle) == (0.1, 0.2))
        #expect(conditions.processors > 0)
    }

    @Test func onlyOneSwitchHasADirectWay() {
        #expect(SetupLatencyTopology.oneSwitch.settings == SetupLatencySetting.allCases)
        #expect(SetupLatencyTopology.threeHosts(manglingBoxes: 1).settings == [.plain, .static, .resident, .reactive])
    }

    @Test(
        "numbers that cannot be are refused before anything is brought up",
        arguments: [
            SetupLatencyExperiment.Configuration(rounds: 0), .init(connections: 0), .init(warmUp: -1),
            .init(concurrency: 0), .init(topologies: [.threeHosts(manglingBoxes: -1)]),
        ])
    func badNumbers(_ configuration: SetupLatencyExperiment.Configuration) async {
        await #expect {
            try await SetupLatencyExperiment(configuration).run()
        } throws: {
            ($0 as? TestbedError)?.code == .badSpecification
        }
    }

    /// Connections with these connect times in milliseconds, each with one request of twice that time.
    private func report(connects: [Int], elapsed: Duration) -> TrafficReport {
        let outcomes = connects.enumerated().map { index, milliseconds in
            var outcome = ConnectionOutcome(id: UInt64(index))
            outcome.connect = Int64(milliseconds) * 1_000_000
            outcome.requests = [Int64(milliseconds) * 2_000_000]
            return outcome
        }
        return TrafficReport(outcomes: outcomes, elapsed: elapsed)
    }
}
