// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "StratosBenchmarks",
    dependencies: [.package(name: "Stratos", path: "..")],
    targets: [
        .executableTarget(
            name: "CompositionBenchmark",
            dependencies: [
                .product(name: "ChainComposition", package: "Stratos"),
                .product(name: "ServiceChaining", package: "Stratos"),
                .product(name: "NetworkTypes", package: "Stratos"),
                .product(name: "OpenFlow", package: "Stratos"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")])
    ]
)
