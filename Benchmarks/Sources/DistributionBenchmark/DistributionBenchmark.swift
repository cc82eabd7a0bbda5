import CRivals
import Foundation

/// Measures how much faster than general solvers flows are distributed.
@main
struct DistributionBenchmark {
    private let options: BenchmarkOptions
    private var report: BenchmarkReport

    static func main() {
        do {
            let options = try BenchmarkOptions(Array(CommandLine.arguments.dropFirst()))
            guard !options.wantsHelp else { return print(BenchmarkOptions.usage) }
            var benchmark = DistributionBenchmark(options)
            try benchmark.run()
        } catch let mistake as BenchmarkOptions.Mistake {
            fail("\(mistake)\n\(BenchmarkOptions.usage)", status: 2)
        } catch {
            fail("\(error)", status: 1)
        }
    }

    private static func fail(_ message: String, status: Int32) {
        FileHandle.standardError.write(Data("DistributionBenchmark: \(message)\n".utf8))
        exit(status)
    }

    private init(_ options: BenchmarkOptions) {
        self.options = options
        report = BenchmarkReport(options)
    }

    private mutating func run() throws {
        if allocation_count_available() != 0 { try AllocationBenchmark.check() }
        say(TextReport.preamble(report))
        for family in Family.all(options) { try measure(family) }
        for family in Family.tableThree(options).filter({ isPartOfWarm($0.name) }) { try measureWarm(family) }
        if options.only.isEmpty { try measureOurs() }
        say(TextReport(report).summary)
        if options.printsJSON { try printJSON() }
        if let path = options.plot { try Data(RatioPlot(report).svg.utf8).write(to: URL(filePath: path)) }
    }

    private mutating func measure(_ family: Family) throws {
        let benchmark = FamilyBenchmark(family: family, contenders: contenders, options: options)
        let section = FamilyReport(benchmark, try benchmark.run())
        report.families.append(section)
        say(TextReport.section(section))
    }

    private func isPartOfWarm(_ family: String) -> Bool {
        let chosen = ["clustered, 6 racks", "tight bandwidth, 6 racks", "shared functions, 6 racks"]
        return chosen.contains(family) && (options.only.isEmpty || "warm".contains(options.only))
    }

    private mutating func measureWarm(_ family: Family) throws {
        for change in WarmBenchmark.Change.allCases {
            let benchmark = WarmBenchmark(family: family, change: change, options: options)
            let contenders = warmContenders
            let section = BenchmarkReport.Warm(benchmark, contenders, try benchmark.run(contenders))
            report.warm.append(section)
            say(TextReport.section(section))
        }
    }

    private mutating func measureOurs() throws {
        let throughput = ThroughputBenchmark(options: options)
        report.throughput = try OwnContender.Use.allCases.filter { $0 != .repeated }.map { use in
            .init(family: "all in turn", use: use.rawValue, tenantsPerSecond: try throughput.rate(of: use))
        }
        report.throughput += try Family.tableThree(options).map { family in
            let rate = try throughput.rate(of: .reused, family)
            return .init(family: family.name, use: OwnContender.Use.reused.rawValue, tenantsPerSecond: rate)
        }
        guard allocation_count_available() != 0 else { return say("\nallocations cannot be counted on this system") }
        report.allocations = try AllocationBenchmark(options: options).run()
    }

    /// Ours first; the first of them is what others are compared with.
    private var contenders: [any Contender] {
        let others = [GeneralContender.Form.plain, .collapsed].flatMap { form in
            rivals.flatMap { solver in
                GeneralContender.Method.allCases.map { GeneralContender(solver, $0, form) }
            }
        }
        return OwnContender.Use.allCases.map(OwnContender.init) as [any Contender] + others as [any Contender]
    }

    private var rivals: [GeneralContender.Solver] {
        guard options.hasRivals else { return [] }
        return (rival_glpk_available() != 0 ? [.glpk] : []) + (rival_clp_available() != 0 ? [.clp] : [])
    }

    private var warmContenders: [any WarmContender] {
        let others =
            rivals.contains(.glpk)
            ? [WarmGLPK(.plain, limit: options.limit), WarmGLPK(.collapsed, limit: options.limit)] : []
        return WarmOwn.Use.allCases.map(WarmOwn.init) as [any WarmContender] + others as [any WarmContender]
    }

    private func say(_ text: String) {
        guard !options.printsJSON else { return }
        // Unlike print, this does not wait until there is more to write.
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    private struct Output: Encodable {
        var report: BenchmarkReport
        var goals: [GoalReport]
    }

    private func printJSON() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        print(String(decoding: try encoder.encode(Output(report: report, goals: report.goals)), as: UTF8.self))
    }
}
