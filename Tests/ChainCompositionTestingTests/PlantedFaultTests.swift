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

    /// `stratos experiment faults` looks for all of them, and `ReorderedChainTests` shows one that takes a rare change.
    @Test(
        "some of every kind are found",
        arguments: [.hopLost, .tagShared, .retiredFirst, .directionsExchanged] as [PlantedFault])
    func found(_ fault: PlantedFault) {
        #expect(PlantedFaultSearch(fault, seeds: 0..<8, events: 60).evidence != nil, "\(fault) was not found")
    }
}
