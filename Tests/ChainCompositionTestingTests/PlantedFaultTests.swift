import ChainComposition
import ChainCompositionTesting
import Testing

/// Faults that are planted on purpose are found by the traffic and the checks of a soak, not by a look at the fault.
@Suite struct PlantedFaultTests {
    @Test("there are at least twenty of them")
    func enough() {
        #expect(PlantedFault.allCases.count >= 20)
    }

    @Test("without any, runs are quiet", arguments: [0, 2, 4, 3, 5] as [UInt64])
    func control(seed: UInt64) {
        let report =
            seed % 2 == 0
            ? SoakRun.report(seed: seed, events: 60, engine: ResidentEngine())
            : SoakRun.report(seed: seed, events: 60, engine: ReactiveEngine())
        #expect(report.violations.isEmpty, "\(report.violations.map(\.description).joined(separator: "\n"))")
    }

    /// `ReorderedChainTests` shows the one that takes a rare change to be seen.
    @Test("each is found", arguments: PlantedFault.allCases.filter { $0 != .closingSkipped })
    func found(_ fault: PlantedFault) {
        let report = PlantedFaultSearch(fault).report
        #expect(!report.violations.isEmpty, "\(fault) was not found with \(report.events) events")
    }
}
