import Foundation
import TestSupport

/// A package outside of ours with one program per target, which imports that target and nothing else, and a control
/// program that imports Foundation.
struct ProbePackage {
    static let control = "FoundationControl"

    var directory: URL
    var targets: [String]

    func program(of target: String) -> String {
        "\(target)Program"
    }

    /// The modules that a build is expected to compile.
    var modules: Set<String> {
        Set(targets + targets.map(program) + [Self.control])
    }

    func write() throws {
        for target in targets {
            try write("import \(target)\n\nprint(\"\(target)\")\n", program: program(of: target))
        }
        try write("import Foundation\n\nprint(Date())\n", program: Self.control)
        try manifest.write(to: directory.appending(path: "Package.swift"), atomically: true, encoding: .utf8)
        // The versions that the package itself was resolved to, so that nothing newer is looked for.
        let resolved = PackageRoot.url.appending(path: "Package.resolved")
        if FileManager.default.fileExists(atPath: resolved.path) {
            try FileManager.default.copyItem(at: resolved, to: directory.appending(path: "Package.resolved"))
        }
    }

    /// Builds all programs at once and returns the directory of the products.
    func build() async throws -> URL {
        let scratch = PackageRoot.url.appending(path: ".build/linkage")
        try forgetStrangers(in: scratch.appending(path: "debug/Modules"))
        let arguments = ["build", "--package-path", directory.path, "--scratch-path", scratch.path]
        let output = try await runProcess("swift", arguments, timeout: .seconds(900))
        guard output.succeeded else { throw BuildFailed(output: output) }
        return scratch.appending(path: "debug")
    }

    /// Removes modules that an earlier run compiled and that this one should not; if it needs them, they come back.
    private func forgetStrangers(in folder: URL) throws {
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            guard let module = file.split(separator: ".").first, !modules.contains(String(module)) else { continue }
            try FileManager.default.removeItem(at: folder.appending(path: file))
        }
    }

    struct BuildFailed: Error {
        var output: ProcessOutput
    }

    private func write(_ source: String, program: String) throws {
        let folder = directory.appending(path: "Sources/\(program)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try source.write(to: folder.appending(path: "main.swift"), atomically: true, encoding: .utf8)
    }

    private var manifest: String {
        let programs = targets.map { target in
            """
                .executableTarget(
                    name: "\(program(of: target))",
                    dependencies: [.product(name: "\(target)", package: "Stratos")]),
            """
        }
        return """
            // swift-tools-version: 6.2
            import PackageDescription

            let package = Package(
                name: "LinkageProbe",
                dependencies: [.package(name: "Stratos", path: "\(PackageRoot.url.path)")],
                targets: [
            \(programs.joined(separator: "\n"))
                    .executableTarget(name: "\(Self.control)"),
                ])
            """
    }
}
