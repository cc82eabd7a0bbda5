internal import ChainComposition
public import ChainVerification

/// Lets deployments change with a fault planted until the verifier refutes it.
///
/// ```swift
/// PlantedFaultProof(.hopLost).evidence?.packet      // a packet and its walk
/// ```
///
/// Policies and events are those of a soak; no packet is sent.
public struct PlantedFaultProof: Sendable {
    public let fault: PlantedFault
    /// What gave the fault away; `nil` where nothing did.
    public private(set) var evidence: Evidence?
    /// How many runs were tried.
    public private(set) var runs = 0

    public struct Evidence: Sendable {
        public let seed: UInt64
        /// The number of the event, from 0.
        public let step: Int
        public let event: SoakEvent?
        /// The packet, and what the rules make of it.
        public let packet: Counterexample
    }

    /// - Parameters:
    ///   - seeds: the deployments to try, in order; each for a few events first. A run that is refuted without the fault
    ///     as well says nothing of it.
    ///   - events: the most events of one run.
    public init(_ fault: PlantedFault, seeds: some Sequence<UInt64> = 0..<40, events: Int = 200) {
        self.fault = fault
        for run in FaultyRun.all(seeds, events) {
            runs += 1
            let proof = Self.proof(fault, run, fault)
            guard let packet = proof.prover?.refutation, let found = proof.report.violations.first else { continue }
            // The same run without the fault, as far as the event that gave it away.
            let control = FaultyRun(seed: run.seed, events: found.step + 1)
            guard Self.proof(fault, control, nil).prover?.refutation == nil else { continue }
            evidence = Evidence(seed: run.seed, step: found.step, event: found.event, packet: packet)
            return
        }
    }

    private static func proof(_ fault: PlantedFault, _ run: FaultyRun, _ planted: PlantedFault?) -> SoakRun {
        fault.place == .answers
            ? SoakRun.proof(
                seed: run.seed, events: run.events, engine: ReactiveEngine(), fault: planted, drawing: fault.telling)
            : SoakRun.proof(
                seed: run.seed, events: run.events, engine: ResidentEngine(), fault: planted, drawing: fault.telling)
    }
}
