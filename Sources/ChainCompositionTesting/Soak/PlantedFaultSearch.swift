public import ChainComposition

/// Runs deployments with a fault planted until it shows.
///
/// ```swift
/// PlantedFaultSearch(.hopLost).evidence      // what gave it away
/// ```
public struct PlantedFaultSearch: Sendable {
    public let fault: PlantedFault
    /// What gave the fault away; `nil` where nothing did.
    public private(set) var evidence: SoakViolation?
    /// How many deployments were tried.
    public private(set) var seeds = 0

    /// - Parameters:
    ///   - seeds: the runs to try, in order. One that finds something without the fault as well says nothing of it.
    ///   - events: the most events of one run.
    public init(_ fault: PlantedFault, seeds: some Sequence<UInt64> = 0..<40, events: Int = 200) {
        self.fault = fault
        for seed in seeds {
            self.seeds += 1
            guard let found = Self.run(fault, isPlanted: true, seed, events).violations.first else { continue }
            // The same run without the fault, as far as the event that gave it away.
            guard Self.run(fault, isPlanted: false, seed, found.step + 1).violations.isEmpty else { continue }
            evidence = found
            return
        }
    }

    private static func run(_ fault: PlantedFault, isPlanted: Bool, _ seed: UInt64, _ events: Int) -> SoakReport {
        let planted = isPlanted ? fault : nil
        return fault.place == .answers
            ? SoakRun.report(
                seed: seed, events: events, engine: ReactiveEngine(), fault: planted, drawing: fault.telling)
            : SoakRun.report(
                seed: seed, events: events, engine: ResidentEngine(), fault: planted, drawing: fault.telling)
    }
}
