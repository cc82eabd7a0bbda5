import CloudSamples
import Foundation

// What it costs to prove a cloud's rules, all of them and then after each change of one tenant, against the number of
// tenants, chains and instances. The reference for one change of rules is Delta-net's 40 µs (Horn et al., NSDI 2017,
// § 4): an atom-based check of reachability and loops, without chains, trackers and moments in the middle of updates.
//
// VerificationBenchmark [--quick] [--plot FILE.svg]

let arguments = CommandLine.arguments.dropFirst()
let isQuick = arguments.contains("--quick")

func cloud(_ tenants: Int, _ chains: Int, _ instances: Int) -> LargeCloud {
    var cloud = LargeCloud()
    (cloud.tenants, cloud.chains, cloud.instances) = (tenants, chains, instances)
    cloud.functions = 3
    cloud.switches = max(2, tenants / 2)
    return cloud
}

let shapes =
    [(10, 3, 2), (100, 1, 2), (100, 3, 1), (100, 3, 2), (100, 3, 4), (100, 6, 2)]
    + (isQuick ? [] : [(300, 3, 2), (1_000, 3, 2)])

print("3 functions a chain, resident engine; a change: an instance drains or gets another weight")
print("times are the processor's, on one thread\n")
let titles = [
    "tenants", "chains", "instances", "paths", "rules", "a switch", "compile", "prove", "look-ups", "a rule", "update",
    "prove it", "a rule", "MiB",
]
print(titles.map { Figures.pad($0, 10) }.joined())
var measurements: [Measurement] = []
for (tenants, chains, instances) in shapes {
    let found = try Measurement(cloud(tenants, chains, instances), updates: 60)
    measurements.append(found)
    let perRule = found.updates.filter { $0.changes > 0 }.map { $0.proving / $0.changes }
    let cells = [
        "\(tenants)", "\(chains)", "\(instances)", "\(found.paths)", "\(found.rules)", "\(found.rulesPerSwitch)",
        Figures.text(found.compiling), Figures.text(found.proving), "\(found.lookups)",
        Figures.text(found.proving / found.rules), Figures.text(Figures.median(found.updates.map(\.compiling))),
        Figures.text(Figures.median(found.updates.map(\.proving))), Figures.text(Figures.median(perRule)),
        "\(Figures.peakMemory)",
    ]
    print(cells.map { Figures.pad($0, 10) }.joined())
}

if let option = arguments.firstIndex(of: "--plot"), let file = arguments[arguments.index(after: option)...].first {
    try ScalingPlot(measurements).svg.write(toFile: file, atomically: true, encoding: .utf8)
    print("\nplot: \(file)")
}
