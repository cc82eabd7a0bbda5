/// What was measured of one family, in numbers alone: all that is printed or drawn comes from here. Times are seconds.
struct FamilyReport: Codable {
    struct Line: Codable {
        var contender: String
        /// The median over the tenants, and the sum over them, of what a solve takes.
        var median: Double
        var total: Double
        /// Building the program, the median over the tenants; 0 where everything is included.
        var building: Double
        /// The smallest and the largest of the repetitions, as parts of their median; the middle tenant's.
        var lowest: Double
        var highest: Double
        /// Tenants that hit the time limit, and those that the solver gave up.
        var limits: Int
        var failures: Int
        /// Bytes, the largest of the tenants; nil where nobody looked.
        var memory: Int?
    }

    /// How many times as long as ours a rival takes.
    struct Ratio: Codable {
        var rival: String
        /// Of the tenants' ratios.
        var geometricMean: Double
        /// Of the sums of times.
        var totals: Double
        /// Whether the rival hit its time limit, so that the ratio is at least that.
        var isAtLeast: Bool
    }

    var family: String
    var tenants: Int
    var infeasible: Int
    /// Means over the tenants.
    var plain: Size
    var collapsed: Size
    var lines: [Line]
    var ratios: [Ratio]
    var goal: Family.Goal?
    /// The tenants one by one.
    var details: [TenantReport]

    /// One tenant.
    struct TenantReport: Codable {
        var seed: UInt64
        /// Which way our answer was found.
        var method: String
        var ours: Double
        /// The fastest mode of GLPK.
        var plain: Double?
        var collapsed: Double?
    }

    struct Size: Codable {
        var variables: Double
        var rows: Double
    }
}

extension FamilyReport {
    /// The name of the ratio that counts.
    static let headline = "fastest GLPK mode, plain"
    static let collapsedHeadline = "fastest GLPK mode, collapsed"

    init(_ benchmark: FamilyBenchmark, _ outcome: FamilyBenchmark.Outcome) {
        let measured = outcome.feasible
        family = benchmark.family.name
        tenants = measured.count
        infeasible = outcome.infeasible
        goal = benchmark.family.goal
        plain = Size(measured.map(\.tenant.plain))
        collapsed = Size(measured.map(\.tenant.collapsed))
        lines = benchmark.contenders.enumerated().map { index, contender in
            Line(contender.name, measured.map { $0.samples[index] })
        }
        let table = RatioTable(benchmark.contenders, measured)
        ratios = table.ratios
        details = table.details
    }

    var headlineRatio: Ratio? { ratios.first { $0.rival == Self.headline } }
}

extension FamilyReport.Size {
    init(_ programs: [ProgramArrays]) {
        let count = Double(max(1, programs.count))
        variables = Double(programs.reduce(0) { $0 + $1.costs.count }) / count
        rows = Double(programs.reduce(0) { $0 + $1.rowLower.count }) / count
    }
}

extension FamilyReport.Line {
    init(_ name: String, _ samples: [Samples]) {
        contender = name
        let spreads = samples.map(\.spread)
        median = Spread(spreads.map(\.median)).median
        total = spreads.reduce(0) { $0 + $1.median }
        building = Spread(samples.map(\.build)).median
        lowest = Spread(spreads.map { $0.lowest / $0.median }).median
        highest = Spread(spreads.map { $0.highest / $0.median }).median
        limits = samples.filter { $0.verdict == .limit }.count
        failures = samples.filter { $0.verdict == .failed }.count
        memory = samples.compactMap(\.memory).max()
    }
}
