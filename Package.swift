// swift-tools-version: 6.2
import PackageDescription

/// Every target of the suite is checked in the same strict mode.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "Logging", package: "swift-log"),
]

/// A library target; the second argument is its whole allow-list of imports (Documentation/Architecture.md).
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        resources: resources, swiftSettings: strict)
}

let libraries: [Target] = [
    // Level 0
    library("NetworkTypes"),
    library("LinearProgramming"),
    // Level 1
    library("ServiceChaining", ["NetworkTypes"]),
    library("HeaderSpace", ["NetworkTypes"]),
    library("OpenFlow", ["NetworkTypes"]),
    library("OVSDB"),
    library("CloudTopology"),
    library("GLPKBackend", ["LinearProgramming", .target(name: "CGLPK", condition: .when(traits: ["GLPK"]))]),
    // Level 2
    library("OpenFlowEmulation", ["OpenFlow", "NetworkTypes"]),
    library("ChainComposition", ["ServiceChaining", "HeaderSpace", "OpenFlow", "NetworkTypes"]),
    library("MiddleboxInference", ["ServiceChaining", "NetworkTypes"]),
    library("FlowDistribution", ["ServiceChaining", "CloudTopology", "LinearProgramming"]),
    library("OpenFlowNIO", ["OpenFlow", "NetworkTypes"] + nio),
    library("OVSDBNIO", ["OVSDB"] + nio),
    // Level 3
    library(
        "ChainVerification", ["ServiceChaining", "HeaderSpace", "OpenFlow", "ChainComposition", "NetworkTypes"]),
    library("PacketTracing", ["ServiceChaining", "ChainComposition", "OpenFlowEmulation", "OpenFlow", "NetworkTypes"]),
    // Level 5
    library(
        "ChainSimulation", ["NetworkTypes", "ServiceChaining", "OpenFlow", "OpenFlowEmulation", "ChainComposition"]),
    library(
        "Stratos",
        [
            "NetworkTypes", "ServiceChaining", "OpenFlow", "OVSDB", "CloudTopology", "OpenFlowEmulation",
            "ChainComposition", "MiddleboxInference", "FlowDistribution", "PacketTracing", "OpenFlowNIO", "OVSDBNIO",
        ] + nio),
    // Conformance suites and generators, for whoever writes a solver or compares distributions
    library("LinearProgrammingTesting", ["LinearProgramming"]),
    library("FlowDistributionTesting", ["FlowDistribution", "CloudTopology", "LinearProgramming"]),
    // Random deployments under steering, and faults to plant, for whoever checks a compiler or a controller
    library(
        "ChainCompositionTesting",
        [
            "ChainComposition", "ChainVerification", "OpenFlowEmulation", "OpenFlow", "ServiceChaining", "NetworkTypes",
        ]),
    // Adapters and the testbed
    library("ChainFormats", ["ServiceChaining", "NetworkTypes", .product(name: "Yams", package: "Yams")]),
    library(
        "ChainTestbed",
        [
            "CNetworkNamespace", "Stratos", "NetworkTypes", "ServiceChaining", "ChainComposition", "OpenFlow",
            "OpenFlowNIO", "OVSDB", "OVSDBNIO",
        ] + nio),
]

let package = Package(
    name: "Stratos",
    products: libraries.map { .library(name: $0.name, targets: [$0.name]) },
    traits: [
        .trait(name: "GLPK", description: "Solve linear programs with GLPK 5.0 (libglpk, GPL-3)."),
        .default(enabledTraits: ["GLPK"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
    ],
    targets: libraries + [
        .target(
            name: "CGLPK",
            cSettings: [.define("STRATOS_GLPK", .when(traits: ["GLPK"]))],
            linkerSettings: [.linkedLibrary("glpk", .when(traits: ["GLPK"]))]),
        .target(name: "CNetworkNamespace"),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "SteeringTestSupport",
            dependencies: ["ChainComposition", "NetworkTypes", "ServiceChaining", "TestSupport"],
            path: "Tests/SteeringTestSupport", swiftSettings: strict),
        tests("NetworkTypes"),
        tests("LinearProgramming", ["LinearProgrammingTesting"]),
        tests("CloudTopology"),
        tests(
            "FlowDistribution",
            [
                "FlowDistributionTesting", "CloudTopology", "LinearProgramming", "GLPKBackend", "ServiceChaining",
                "NetworkTypes",
            ]),
        tests(
            "GLPKBackend",
            [
                "LinearProgramming", "LinearProgrammingTesting",
                .target(name: "CGLPK", condition: .when(traits: ["GLPK"])),
            ]),
        tests("ServiceChaining", ["NetworkTypes"]),
        tests("HeaderSpace", ["NetworkTypes"]),
        tests("OpenFlow", ["NetworkTypes"]),
        tests("OVSDB"),
        tests("OpenFlowEmulation", ["OpenFlow", "NetworkTypes"]),
        tests("ChainComposition", ["ServiceChaining", "HeaderSpace", "OpenFlow", "OpenFlowEmulation", "NetworkTypes"]),
        tests(
            "ChainCompositionTesting",
            [
                "ChainComposition", "ChainVerification", "OpenFlowEmulation", "OpenFlow", "ServiceChaining",
                "NetworkTypes",
            ]),
        tests("MiddleboxInference", ["ServiceChaining", "NetworkTypes", "OpenFlow", "OpenFlowEmulation"]),
        tests(
            "ChainSimulation", ["NetworkTypes", "ServiceChaining", "OpenFlow", "OpenFlowEmulation", "ChainComposition"]),
        tests(
            "ChainVerification",
            [
                "ServiceChaining", "HeaderSpace", "OpenFlow", "OpenFlowEmulation", "ChainComposition", "NetworkTypes",
                "SteeringTestSupport", "ChainCompositionTesting",
            ]),
        tests(
            "PacketTracing",
            [
                "ServiceChaining", "ChainComposition", "OpenFlowEmulation", "OpenFlow", "NetworkTypes",
                "SteeringTestSupport",
            ]),
        tests("OpenFlowNIO", ["OpenFlow", "NetworkTypes"] + nio),
        tests("OVSDBNIO", ["OVSDB"] + nio),
        tests(
            "Stratos",
            [
                "ServiceChaining", "OpenFlow", "OpenFlowEmulation", "ChainComposition", "NetworkTypes", "OVSDB",
                "OVSDBNIO", "CloudTopology", "FlowDistribution", "MiddleboxInference", "PacketTracing", "OpenFlowNIO",
                "SteeringTestSupport",
            ] + nio),
        tests("ChainFormats", ["ServiceChaining", "NetworkTypes"]),
        tests(
            "ChainTestbed",
            [
                "Stratos", "ServiceChaining", "ChainComposition", "OpenFlow", "NetworkTypes", "OVSDB", "OVSDBNIO",
                "MiddleboxInference", "SteeringTestSupport",
            ] + nio),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: strict),
    ]
)
