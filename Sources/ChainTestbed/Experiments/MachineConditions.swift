internal import Foundation

/// How busy the machine was with other things while something was measured.
public struct MachineConditions: Sendable, Hashable, Codable {
    /// Processors that are online.
    public let processors: Int
    /// Load average over the last minute before the measurement and at its end; it contains the measurement itself.
    public let loadBefore: Double
    public let loadAfter: Double
    /// Share of processor time that the hypervisor took for others, 0...1.
    public let stolen: Double
    /// Share of processor time that nobody used, 0...1.
    public let idle: Double
}

/// Readings of Linux's counters, to be compared with later ones.
struct MachineProbe: Sendable {
    let load: Double
    /// Ticks of all processors by kind: user, nice, system, idle, iowait, irq, softirq, steal (proc(5), /proc/stat).
    let ticks: [Double]

    init() {
        self.init(
            loadAverage: (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? "",
            statistics: (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? "")
    }

    init(loadAverage: String, statistics: String) {
        load = loadAverage.split(separator: " ").first.flatMap { Double($0) } ?? 0
        let line = statistics.split(separator: "\n").first { $0.hasPrefix("cpu ") } ?? ""
        ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
    }

    func conditions(until end: MachineProbe) -> MachineConditions {
        let spent = zip(end.ticks, ticks).map { $0 - $1 }
        let total = spent.reduce(0, +)
        let share = { (kind: Int) in
            total > 0 && spent.indices.contains(kind) ? spent[kind] / total : 0
        }
        return MachineConditions(
            processors: ProcessInfo.processInfo.activeProcessorCount, loadBefore: load, loadAfter: end.load,
            stolen: share(7), idle: share(3))
    }
}
