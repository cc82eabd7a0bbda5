import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import LinearProgramming
import Testing

/// A family of generated problems, how many of them are solved, and what must be seen among them.
struct AgreementFamily: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let count: Int
    /// Every so many problems the reference simplex is asked as well, and the program without merged sites.
    let referenceEvery: Int
    let plainEvery: Int
    /// The fewest that must be infeasible, end on the network, and end on the network with rows.
    let infeasible: Int
    let network: Int
    let constrained: Int
    let make: @Sendable (DistributionGenerator) -> DistributionProblem

    init(
        _ name: String, _ count: Int, referenceEvery: Int, plainEvery: Int, infeasible: Int = 0, network: Int = 0,
        constrained: Int = 0, _ make: @escaping @Sendable (DistributionGenerator) -> DistributionProblem
    ) {
        testDescription = name
        (self.count, self.referenceEvery, self.plainEvery) = (count, referenceEvery, plainEvery)
        (self.infeasible, self.network, self.constrained) = (infeasible, network, constrained)
        self.make = make
    }

    /// More than ten thousand problems in all.
    static let all: [Self] = [
        .init("varied", 6_000, referenceEvery: 1, plainEvery: 1, infeasible: 1_400, network: 2_800, constrained: 1_300)
        {
            $0.varied()
        },
        .init(
            "varied with limits on pairs and links, shared and reverse", 1_000, referenceEvery: 1, plainEvery: 1,
            infeasible: 700, constrained: 200
        ) {
            $0.varied([.bandwidth, .links, .sharedFunctions, .overlappingFunctions, .reverse, .hops])
        },
        .init(
            "varied with small integers", 1_000, referenceEvery: 1, plainEvery: 1, infeasible: 130, network: 300,
            constrained: 450
        ) {
            $0.varied([.integers, .bandwidth, .capacities, .sharedFunctions, .unequalVolumes])
        },
        .init("clustered in 3 racks", 500, referenceEvery: 10, plainEvery: 50, network: 500) {
            $0.tenant(.clustered(racks: 3))
        },
        .init("clustered in 6 racks", 500, referenceEvery: 20, plainEvery: 100, network: 500) {
            $0.tenant(.clustered(racks: 6))
        },
        .init("clustered in 12 racks", 300, referenceEvery: 60, plainEvery: 100, network: 300) {
            $0.tenant(.clustered(racks: 12))
        },
        .init("random racks", 50, referenceEvery: 50, plainEvery: 50, network: 50) { $0.tenant(.random) },
        .init("loose, 3 racks", 100, referenceEvery: 20, plainEvery: 100, network: 100) {
            $0.tenant(.clustered(racks: 3), bandwidth: .loose)
        },
        .init("loose, 12 racks", 50, referenceEvery: 50, plainEvery: 50, network: 50) {
            $0.tenant(.clustered(racks: 12), bandwidth: .loose)
        },
        .init("tight 0.3, 6 racks", 50, referenceEvery: 50, plainEvery: 50, network: 5, constrained: 30) {
            $0.tenant(.clustered(racks: 6), bandwidth: .tight(0.3))
        },
        .init(
            "tight 0.7, 3 racks", 200, referenceEvery: 20, plainEvery: 50, infeasible: 3, network: 100, constrained: 45
        ) {
            $0.tenant(.clustered(racks: 3), bandwidth: .tight(0.7))
        },
        .init("tight 1, 3 racks", 200, referenceEvery: 20, plainEvery: 50, infeasible: 60, network: 25, constrained: 80)
        {
            $0.tenant(.clustered(racks: 3), bandwidth: .tight(1))
        },
        .init("tight 0.7, 6 racks", 50, referenceEvery: 50, plainEvery: 50, network: 2, constrained: 40) {
            $0.tenant(.clustered(racks: 6), bandwidth: .tight(0.7))
        },
        .init("tight 0.8, 12 racks", 10, referenceEvery: 100, plainEvery: 100, infeasible: 1, constrained: 6) {
            $0.tenant(.clustered(racks: 12), bandwidth: .tight(0.8))
        },
        .init("shared, 3 racks", 200, referenceEvery: 20, plainEvery: 50, constrained: 180) {
            $0.tenant(.clustered(racks: 3), sharesFunctions: true)
        },
        .init("shared, 12 racks", 30, referenceEvery: 100, plainEvery: 100, constrained: 28) {
            $0.tenant(.clustered(racks: 12), sharesFunctions: true)
        },
        .init("shared and tight, 3 racks", 150, referenceEvery: 20, plainEvery: 50, infeasible: 1, constrained: 130) {
            $0.tenant(.clustered(racks: 3), sharesFunctions: true, bandwidth: .tight(0.7))
        },
        .init("shared and tight, 6 racks", 30, referenceEvery: 100, plainEvery: 100, constrained: 28) {
            $0.tenant(.clustered(racks: 6), sharesFunctions: true, bandwidth: .tight(0.6))
        },
        .init("big tenants", 3, referenceEvery: 100, plainEvery: 100, network: 3) { $0.bigTenant(instances: 50) },
    ]
}
