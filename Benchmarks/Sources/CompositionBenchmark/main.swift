import ChainComposition
import CloudSamples
import Foundation
import NetworkTypes
import ServiceChaining

// What it costs to compose and compile a large cloud, all of it and then one change to one tenant.
//
// Cold: nothing is cached between steps; building the policy itself is not counted. Peak memory is the process's
// largest resident set so far, so each line includes what the lines above it still hold.

let cloud = LargeCloud()
print("\(cloud.tenants) tenants × \(cloud.chains) chains × \(cloud.functions) functions × \(cloud.instances) instances")
print("on \(cloud.switches) switches; resident engine, fewest paths\n")

var policy = cloud.policy()
let composer = ChainComposer()
let compiler = RuleCompiler(engine: ResidentEngine())
let idle = peakMemory()

let (plan, composing) = try measured { try composer.plan(for: policy) }
report("compose", composing, plan.paths.count, "paths")
let (programs, compiling) = measured { compiler.compile(plan) }
let rules = programs.values.reduce(0) { $0 + $1.rules.count }
report("compile", compiling, rules, "rules")
let (install, comparing) = measured { PlanUpdate(from: [:], to: programs) }
report("first update", comparing, install.summary.added, "changes")

policy.tenants[0].instances[0].state = .draining
let (next, recomposing) = try measured { try composer.plan(for: policy, after: plan) }
report("compose again", recomposing, next.paths.count, "paths")
let (update, updating) = measured { compiler.update(from: plan, to: next) }
let summary = update.summary
report("update", updating, summary.added + summary.modified + summary.deleted, "changes")

// The rival in the same run: everything compiled anew and compared.
let (changed, recompiling) = measured { compiler.compile(next) }
report("compile again", recompiling, rules, "rules")
let (rival, difference) = measured { PlanUpdate(from: programs, to: changed) }
report("compare", difference, rival.summary.added + rival.summary.modified + rival.summary.deleted, "changes")
precondition(rival == update, "the short way and the long way must agree")

let total = seconds(composing) + seconds(compiling)
print("\nrules a second, composing and compiling: \(Int(Double(rules) / total))")
print("one tenant's change, by what differs against all anew: \(ratio(updating, recompiling + difference))")
print(
    "peak memory: \(peakMemory()) MiB, of which \(idle) before composing; \(peakMemory() * 1_048_576 / rules) bytes a rule"
)

func measured<Result>(_ body: () throws -> Result) rethrows -> (Result, Duration) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try body()
    return (result, clock.now - start)
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func ratio(_ a: Duration, _ b: Duration) -> String {
    String(format: "%.4f", seconds(a) / seconds(b))
}

func report(_ what: String, _ duration: Duration, _ count: Int, _ unit: String) {
    let line = String(
        format: "%-14@ %8.3f s %9d %@ %6d MiB", what as NSString, seconds(duration), count, unit as NSString,
        peakMemory())
    print(line)
}

/// The largest resident set so far, in MiB; 0 where the system does not say.
func peakMemory() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return (line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0) / 1024
}
