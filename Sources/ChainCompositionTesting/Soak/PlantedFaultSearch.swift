public import ChainComposition

/// Runs deployments with a fault planted until it shows.
///
/// ```swift
/// PlantedFaultSearch(.hopLost).report.violations.first      // what gave it away
/// ```
public struct PlantedFaultSearch: Sendable {
    public let fault: PlantedFault
    /// Of all runs, the last of which found the fault, if any did.
    public private(set) var report = SoakReport()

    /// - Parameters:
    ///   - seeds: the runs to try, in order.
    ///   - events: the most events of one run.
    public init(_ fault: PlantedFault, seeds: Range<UInt64> = 0..<40, events: Int = 200) {
        self.fault = fault
        for seed in seeds where report.violations.isEmpty {
            report.add(
                fault.place == .answers
                    ? SoakRun.report(seed: seed, events: events, engine: ReactiveEngine(), fault: fault)
                    : SoakRun.report(seed: seed, events: events, engine: ResidentEngine(), fault: fault))
        }
    }
}
