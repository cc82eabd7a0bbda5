import CRivals
import Foundation

@main
struct DistributionBenchmark {
    static func main() throws {
        let options = try BenchmarkOptions(Array(CommandLine.arguments.dropFirst()))
        for family in Family.all(options) {
            let benchmark = FamilyBenchmark(family: family, contenders: contenders(options), options: options)
            let start = rival_seconds_now()
            let report = FamilyReport(benchmark, try benchmark.run())
            let encoder = JSONEncoder()
            print(family.name, report.tenants, report.infeasible, report.plain, report.collapsed, rival_seconds_now() - start)
            for line in report.lines {
                print(String(format: "  %-28@ %12.1f us %10.3f ms build %10.1f us  %.2f-%.2f  %d %d", line.contender as NSString, line.median * 1e6, line.total * 1e3, line.building * 1e6, line.lowest, line.highest, line.limits, line.failures))
            }
            for ratio in report.ratios { print("    ", ratio.rival, ratio.geometricMean, ratio.totals, ratio.isAtLeast) }
            _ = encoder
        }
    }

    static func contenders(_ options: BenchmarkOptions) -> [any Contender] {
        var all: [any Contender] = [StandIn()]
        for form in [GeneralContender.Form.plain, .collapsed] {
            for method in GeneralContender.Method.allCases { all.append(GeneralContender(.glpk, method, form, limit: options.limit)) }
            for method in GeneralContender.Method.allCases { all.append(GeneralContender(.clp, method, form, limit: options.limit)) }
        }
        return all
    }
}
