import ChainTestbed
import Foundation
import Testing

extension RealNetworkSuite {
    /// Structure only: what the times are depends on the machine.
    @Suite struct SetupLatencyExperimentTests {
        @Test func everySettingCarriesEveryConnection() async throws {
            let topologies: [SetupLatencyTopology] = [
                .oneSwitch, .threeHosts(manglingBoxes: 0), .threeHosts(manglingBoxes: 2),
            ]
            var configuration = SetupLatencyExperiment.Configuration(
                topologies: topologies, rounds: 2, connections: 12, warmUp: 3)
            configuration.stateDirectory = testStateDirectory
            let report = try await SetupLatencyExperiment(configuration).run { print($0) }
            #expect(
                report.rows.map { "\($0.topology.name): \($0.setting)" }
                    == topologies.flatMap { topology in topology.settings.map { "\(topology.name): \($0)" } })
            for row in report.rows {
                #expect(row.failures == 0, "\(row.topology.name), \(row.setting)")
                #expect(row.connections == 24)
                #expect((row.toPlain == nil) == (row.setting == .plain))
                #expect(row.connect.median > 0 && row.connect.median <= row.connect.percentile99)
                #expect(row.connectionsPerSecond.minimum > 0)
            }
            #expect(report.costPerManglingBox(.reactive) != nil)
            let copy = try JSONDecoder().decode(SetupLatencyReport.self, from: JSONEncoder().encode(report))
            #expect(copy == report)
        }
    }
}
