public import ChainComposition
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
    /// How many deployments were tried.
    public private(set) var seeds = 0

    public struct Evidence: Sendable {
        public let seed: UInt64
        /// The number of the event, from 0.
        public let step: Int
        public let event: SoakEvent?
        /// The packet, and what the rules make of it.
        public let packet: Counterexample
    }

    /// - Parameters:
    ///   - seeds: the runs to try, in order. One that is refuted without the fault as well says nothing of it.
    ///   - events: the most events of one run.
    public init(_ fault: PlantedFault, seeds: some Sequence<UInt64> = 0..<40, events: Int = 200) {
        self.fault = fault
        for seed in seeds {
            self.seeds += 1
            let run = Self.run(fault, isPlanted: true, seed, events)
            guard let packet = run.prover?.refutation, let found = run.report.violations.first else { continue }
            // The same run without the fault, as far as the event that gave it away.
            guard Self.run(fault, isPlanted: false, seed, found.step + 1).prover?.refutation == nil else { continue }
            evidence = Evidence(seed: seed, step: found.step, event: found.event, packet: packet)
            return
        }
    }

    private static func run(_ fault: PlantedFault, isPlanted: Bool, _ seed: UInt64, _ events: Int) -> SoakRun {
        let planted = isPlanted ? fault : nil
        return fault.place == .answers
            ? SoakRun.proof(
                seed: seed, events: events, engine: ReactiveEngine(), fault: planted, drawing: fault.telling)
            : SoakRun.proof(
                seed: seed, events: events, engine: ResidentEngine(), fault: planted, drawing: fault.telling)
    }
}
