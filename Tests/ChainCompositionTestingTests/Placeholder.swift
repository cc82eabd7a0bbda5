import ChainComposition
import ChainCompositionTesting
import Testing

@Suite struct SoakTests {
    @Test("a deployment under random events keeps every flow on its chain", arguments: 0..<6 as Range<UInt64>)
    func soak(seed: UInt64) {
        let report =
            seed % 2 == 0
            ? SoakRun.report(seed: seed, events: 60, engine: ResidentEngine())
            : SoakRun.report(seed: seed, events: 60, engine: ReactiveEngine())
        #expect(report.violations.isEmpty, "\(report.violations.map(\.description).joined(separator: "\n"))")
    }
}
