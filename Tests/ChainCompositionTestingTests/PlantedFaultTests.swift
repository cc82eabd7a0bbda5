import ChainComposition
import ChainCompositionTesting
import ChainVerification
import Testing

/// Faults that are planted on purpose are found, by the traffic and the checks of a soak and by the verifier, not by a
/// look at the fault. Neither finds anything in the same run without it.
@Suite struct PlantedFaultTests {
    @Test("there are at least twenty of them")
    func enough() {
        #expect(PlantedFault.allCases.count >= 20)
        #expect(PlantedFault.allCases.count { $0.reasonNotProved == nil } >= 20)
    }

    @Test("without any, runs are quiet", arguments: [0, 2, 4, 3, 5] as [UInt64])
    func control(seed: UInt64) {
        let report =
            seed % 2 == 0
            ? SoakRun.report(seed: seed, events: 60, engine: ResidentEngine())
            : SoakRun.report(seed: seed, events: 60, engine: ReactiveEngine())
        #expect(report.violations.isEmpty, "\(report.violations.map(\.description).joined(separator: "\n"))")
    }

    @Test("traffic finds each", arguments: PlantedFault.allCases)
    func found(_ fault: PlantedFault) throws {
        let evidence = try #require(PlantedFaultSearch(fault, seeds: 0..<12, events: 80).evidence, "\(fault)")
        #expect(!evidence.message.isEmpty)
    }

    @Test(
        "the verifier names a packet, a rule or a group for each that makes rules wrong",
        arguments: PlantedFault.allCases)
    func refuted(_ fault: PlantedFault) {
        let evidence = PlantedFaultProof(fault, seeds: 0..<12, events: 40).evidence
        #expect((evidence == nil) == (fault.reasonNotProved != nil), "\(fault)")
        if let packet = evidence?.packet { #expect(packet.flow != nil || packet.violation.code == .ownerless) }
    }

    @Test("the same packet is named in every run")
    func repeatable() throws {
        let packets = (0..<2).map { _ in PlantedFaultProof(.tagShared, seeds: 0..<4, events: 10).evidence?.packet }
        #expect(packets[0] == packets[1] && packets[0] != nil)
    }

    /// What proofs of random lives without any fault have refuted once.
    @Test(
        "every moment of a sound life is proved",
        arguments: [
            // Tags of DSCP were read before the tracker while the carrier changed.
            (101, 8), (102, 4),
            // A zone from which only replies come; a marking that another chain keeps; a class behind a box.
            (114, 1), (144, 35), (207, 2),
        ] as [(UInt64, Int)])
    func proved(seed: UInt64, events: Int) {
        for report in [
            SoakRun.proof(seed: seed, events: events, engine: ResidentEngine()).report,
            SoakRun.proof(seed: seed, events: events, engine: ReactiveEngine()).report,
        ] {
            #expect(report.violations.isEmpty, "\(report.violations.map(\.description).joined(separator: "\n"))")
            #expect(report.updates > 0)
        }
    }
}
