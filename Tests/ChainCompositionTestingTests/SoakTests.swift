import ChainComposition
import ChainCompositionTesting
import Testing

/// Random deployments live through random events; `stratos experiment soak` does the same for thousands of seeds.
@Suite struct SoakTests {
    @Test("every flow keeps its chain and its boxes through everything that happens", arguments: 2..<6 as Range<UInt64>)
    func resident(seed: UInt64) {
        expectQuiet(SoakRun.report(seed: seed, events: 40, engine: ResidentEngine()))
    }

    @Test("the reactive engine too", arguments: 7..<11 as Range<UInt64>)
    func reactive(seed: UInt64) {
        expectQuiet(SoakRun.report(seed: seed, events: 40, engine: ReactiveEngine()))
    }

    @Test("the same seed gives the same run")
    func repeatable() {
        let reports = (0..<2).map { _ in SoakRun.report(seed: 11, events: 15, engine: ResidentEngine()) }
        #expect(reports[0] == reports[1])
        #expect(reports[0].packets > 50)
    }

    private func expectQuiet(_ report: SoakReport) {
        #expect(report.violations.isEmpty, "\(report.violations.map(\.description).joined(separator: "\n"))")
        #expect(report.events == 40 && report.flows > 20)
    }
}
