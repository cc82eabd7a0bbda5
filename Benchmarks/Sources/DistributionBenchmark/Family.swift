import FlowDistribution
import FlowDistributionTesting

/// Tenants that are alike, and how much faster than a general solver they are to be distributed.
struct Family {
    var name: String
    var count: Int
    /// How many times as long the fastest mode of GLPK takes on the plain program; nil where nothing was promised.
    var goal: Goal?
    /// Whether memory is looked at.
    var isBig = false
    var problem: (DistributionGenerator) -> DistributionProblem

    struct Goal: Codable {
        var floor: Double
        var aim: Double
    }

    static func all(_ options: BenchmarkOptions) -> [Family] {
        (tableThree(options) + options.big.map(big)).filter { options.only.isEmpty || $0.name.contains(options.only) }
    }

    static func tableThree(_ options: BenchmarkOptions) -> [Family] {
        let clustered = Goal(floor: 50, aim: 200)
        let families = [
            Family(name: "clustered, 3 racks", count: options.tenants, goal: clustered) {
                $0.tenant(.clustered(racks: 3))
            },
            Family(name: "clustered, 6 racks", count: options.tenants, goal: clustered) {
                $0.tenant(.clustered(racks: 6))
            },
            Family(name: "clustered, 12 racks", count: options.tenants, goal: clustered) {
                $0.tenant(.clustered(racks: 12))
            },
            Family(name: "clustered, 6 racks, loose limits", count: options.tenants, goal: clustered) {
                $0.tenant(.clustered(racks: 6), bandwidth: .loose)
            },
            Family(name: "random racks", count: options.tenants) { $0.tenant(.random) },
            Family(name: "tight bandwidth, 6 racks", count: options.tenants, goal: Goal(floor: 20, aim: 60)) {
                $0.tenant(.clustered(racks: 6), bandwidth: .tight(0.6))
            },
            Family(name: "shared functions, 6 racks", count: options.tenants, goal: Goal(floor: 15, aim: 60)) {
                $0.tenant(.clustered(racks: 6), sharesFunctions: true)
            },
            Family(name: "shared and tight, 6 racks", count: options.tenants) {
                $0.tenant(.clustered(racks: 6), sharesFunctions: true, bandwidth: .tight(0.6))
            },
        ]
        return families
    }

    private static func big(_ size: (instances: Int, count: Int)) -> Family {
        let goals = [
            50: Goal(floor: 800, aim: 3_000), 100: Goal(floor: 4_000, aim: 10_000),
            200: Goal(floor: 20_000, aim: 40_000), 400: Goal(floor: 40_000, aim: 100_000),
        ]
        return Family(
            name: "big, 5 × \(size.instances)", count: size.count, goal: goals[size.instances], isBig: true
        ) { $0.bigTenant(instances: size.instances) }
    }
}
