import ChainComposition
import ChainCompositionTesting
import Testing

/// Faults that are planted on purpose are found by the traffic and the checks of a soak, not by a look at the fault.
@Suite struct PlantedFaultTests {
    @Test("there are at least twenty of them")
    func enough() {
        #expect(PlantedFault.allCases.count >= 20)
    }

    @Test("each is found", arguments: PlantedFault.allCases)
    func found(_ fault: PlantedFault) {
        let report = PlantedFaultSearch(fault).report
        #expect(!report.violations.isEmpty, "\(fault) was not found with \(report.events) events")
    }
}
