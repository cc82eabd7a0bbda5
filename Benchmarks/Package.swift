// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]

func stratos(_ names: String...) -> [Target.Dependency] {
    names.map { .product(name: $0, package: "Stratos") }
}

let package = Package(
    name: "StratosBenchmarks",
    traits: [
        .trait(name: "GLPK", description: "Solve linear programs with GLPK 5.0 (libglpk, GPL-3)."),
        .default(enabledTraits: ["GLPK"]),
    ],
    dependencies: [
        .package(name: "Stratos", path: "..", traits: [.trait(name: "GLPK", condition: .when(traits: ["GLPK"]))])
    ],
    targets: [
        .executableTarget(
            name: "CompositionBenchmark",
            dependencies: stratos("ChainComposition", "ServiceChaining", "NetworkTypes", "OpenFlow") + ["CloudSamples"],
            swiftSettings: strict),
        .executableTarget(
            name: "VerificationBenchmark",
            dependencies: stratos(
                "ChainVerification", "ChainComposition", "ServiceChaining", "NetworkTypes", "OpenFlow")
                + ["CloudSamples"],
            swiftSettings: strict),
        .target(
            name: "CloudSamples", dependencies: stratos("ServiceChaining", "NetworkTypes"), swiftSettings: strict),
        .executableTarget(
            name: "DistributionBenchmark",
            dependencies: stratos("FlowDistribution", "FlowDistributionTesting", "CloudTopology", "LinearProgramming")
                + ["CRivals"],
            swiftSettings: strict),
        .target(
            name: "CRivals",
            cSettings: [.define("RIVALS_GLPK", .when(traits: ["GLPK"])), .define("_GNU_SOURCE")],
            linkerSettings: [.linkedLibrary("glpk", .when(traits: ["GLPK"]))]),
    ]
)
