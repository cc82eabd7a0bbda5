internal import ChainComposition

/// Runs deployments with a fault planted until it shows.
///
/// ```swift
/// PlantedFaultSearch(.hopLost).evidence      // what gave it away
/// ```
public struct PlantedFaultSearch: Sendable {
    public let fault: PlantedFault
    /// What gave the fault away; `nil` where nothing did.
    public private(set) var evidence: SoakViolation?
    /// How many runs were tried.
    public private(set) var runs = 0

    /// - Parameters:
    ///   - seeds: the deployments to try, in order; each for a few events first. A run that finds something without the
    ///     fault as well says nothing of it.
    ///   - events: the most events of one run.
    public init(_ fault: PlantedFault, seeds: some Sequence<UInt64> = 0..<40, events: Int = 200) {
        self.fault = fault
        for run in FaultyRun.all(seeds, events) {
            runs += 1
            guard let found = Self.report(fault, run, fault).violations.first else { continue }
            // The same run without the fault, as far as the event that gave it away.
            let control = FaultyRun(seed: run.seed, events: found.step + 1)
            guard Self.report(fault, control, nil).violations.isEmpty else { continue }
            evidence = found
            return
        }
    }

    private static func report(_ fault: PlantedFault, _ run: FaultyRun, _ planted: PlantedFault?) -> SoakReport {
        fault.place == .answers
            ? SoakRun.report(
                seed: run.seed, events: run.events, engine: ReactiveEngine(), fault: planted, drawing: fault.telling)
            : SoakRun.report(
                seed: run.seed, events: run.events, engine: ResidentEngine(), fault: planted, drawing: fault.telling)
    }
}

/// A deployment, and for how many events it lives.
struct FaultyRun: Hashable {
    let seed: UInt64
    let events: Int

    /// Short lives of all deployments before long ones: most faults show early in some deployment.
    static func all(_ seeds: some Sequence<UInt64>, _ events: Int) -> [FaultyRun] {
        let lengths = Set([4, 40, events].map { min($0, events) }).sorted()
        let seeds = Array(seeds)
        return lengths.flatMap { length in seeds.map { FaultyRun(seed: $0, events: length) } }
    }
}
