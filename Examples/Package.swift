// swift-tools-version: 6.2
import PackageDescription

/// The same strict mode as in the package itself.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func stratos(_ names: String...) -> [Target.Dependency] {
    names.map { .product(name: $0, package: "Stratos") }
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "StratosExamples",
    products: [
        // The module has another name than the program: `stratos` and the library `Stratos` would be one file where
        // the file system ignores case.
        .executable(name: "stratos", targets: ["StratosCLI"]),
        .executable(name: "policy-in-swift", targets: ["PolicyInSwift"]),
        .executable(name: "distribute-in-swift", targets: ["DistributeInSwift"]),
        .executable(name: "foreign-controller", targets: ["ForeignController"]),
        .executable(name: "custom-tag-carrier", targets: ["CustomTagCarrier"]),
    ],
    traits: [
        .trait(name: "GLPK", description: "Solve linear programs with GLPK 5.0 (libglpk, GPL-3)."),
        .default(enabledTraits: ["GLPK"]),
    ],
    dependencies: [
        .package(name: "Stratos", path: "..", traits: [.trait(name: "GLPK", condition: .when(traits: ["GLPK"]))]),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        .executableTarget(
            name: "StratosCLI",
            dependencies: stratos(
                "ChainComposition", "ChainCompositionTesting", "ChainFormats", "ChainSimulation", "ChainVerification",
                "ServiceChaining", "NetworkTypes", "OpenFlow", "OpenFlowEmulation", "Stratos", "PacketTracing",
                "OpenFlowNIO",
                "ChainTestbed", "LinearProgramming", "GLPKBackend", "FlowDistribution", "CloudTopology") + [
                    argumentParser, logging,
                ],
            path: "Sources/stratos", swiftSettings: strict),
        .executableTarget(
            name: "PolicyInSwift", dependencies: stratos("ChainComposition", "ServiceChaining", "NetworkTypes"),
            path: "Sources/policy-in-swift", swiftSettings: strict),
        .executableTarget(
            name: "DistributeInSwift",
            dependencies: stratos("CloudTopology", "FlowDistribution", "NetworkTypes", "ServiceChaining"),
            path: "Sources/distribute-in-swift", swiftSettings: strict),
        .executableTarget(
            name: "ForeignController",
            dependencies: stratos("ChainComposition", "ServiceChaining", "NetworkTypes", "OpenFlow"),
            path: "Sources/foreign-controller", swiftSettings: strict),
        .executableTarget(
            name: "CustomTagCarrier",
            dependencies: stratos("ChainComposition", "ServiceChaining", "NetworkTypes", "OpenFlow"),
            path: "Sources/custom-tag-carrier", swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "StratosCLI", "PolicyInSwift", "DistributeInSwift", "ForeignController", "CustomTagCarrier",
            ],
            path: "Tests/CommandTests", swiftSettings: strict),
    ]
)
