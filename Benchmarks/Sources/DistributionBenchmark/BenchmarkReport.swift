import CRivals
import Foundation

/// All that one run measured.
struct BenchmarkReport: Codable {
    struct Warm: Codable {
        var family: String
        var change: String
        var tenants: Int
        /// Seconds for one step, the median of the tenants, by contender.
        var steps: [String: Double]
        /// The same for changing the bounds, which a step does not include.
        var changing: [String: Double]
        /// Simplex iterations in a step, the mean of the tenants.
        var iterations: [String: Double]
        /// The geometric mean of how many times as long as ours warm each other takes.
        var ratios: [String: Double]
    }

    struct Throughput: Codable {
        var family: String
        var use: String
        var tenantsPerSecond: Double
    }

    var machine: String
    var glpk: String
    var clp: String
    var effort: String
    var seed: UInt64
    var secondsLimit: Double
    var families: [FamilyReport] = []
    var warm: [Warm] = []
    var throughput: [Throughput] = []
    var allocations: [AllocationReport] = []

    init(_ options: BenchmarkOptions) {
        machine = Self.processor
        glpk = String(cString: rival_glpk_version())
        clp = String(cString: rival_clp_version())
        (effort, seed, secondsLimit) = (options.effort.rawValue, options.seed, options.limit)
    }

    /// What was promised, beside what was measured of it.
    var goals: [GoalReport] {
        var goals = families.compactMap { GoalReport($0) }
        goals += GoalReport.warm(warm)
        goals += GoalReport.collapsed(families)
        if let rate = throughput.first?.tenantsPerSecond {
            goals.append(
                GoalReport(
                    "tenants on one core, all Table-3 families in turn", rate, floor: 20_000, aim: 200_000,
                    unit: " a second"))
        }
        return goals
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        return "\(name ?? "unknown processor"), \(ProcessInfo.processInfo.activeProcessorCount) cores"
    }
}

extension BenchmarkReport.Warm {
    /// The first contender is ours.
    init(_ benchmark: WarmBenchmark, _ contenders: [any WarmContender], _ times: [[WarmStep]]) {
        family = benchmark.family.name
        change = benchmark.change.rawValue
        tenants = times.count
        (steps, changing, iterations, ratios) = ([:], [:], [:], [:])
        for (index, contender) in contenders.enumerated() {
            let own = times.map { $0[index] }
            steps[contender.name] = Spread(own.map(\.seconds)).median
            changing[contender.name] = Spread(own.map(\.changing)).median
            iterations[contender.name] = own.reduce(0) { $0 + $1.iterations } / Double(own.count)
            ratios[contender.name] = times.map { $0[index].seconds / $0[0].seconds }.geometricMean
        }
    }
}
