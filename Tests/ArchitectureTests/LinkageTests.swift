import Foundation
import TestSupport
import Testing

/// A program that imports one pure target gets that target and nothing else: it links no Foundation, no GLPK and no
/// SwiftNIO, and none of them is even compiled for it.
///
/// The programs live in a package of their own that depends on this one by path, as an embedder's would. Its scratch
/// directory is kept below `.build`, so that a second run compiles only what changed.
struct LinkageTests {
    /// Strings that betray a library in a linked program.
    private static let traces = ["libFoundation", "libglpk", "glp_simplex", "7NIOCore", "8NIOPosix", "7Logging"]

    @Test(.timeLimit(.minutes(20)))
    func aPureTargetBringsNothingAlong() async throws {
        let pure = try ArchitectureTable.ofDocumentation().rows.filter { $0.isPure && $0.target != "GLPKBackend" }
        try await TemporaryDirectory.with("linkage") { directory in
            let probe = ProbePackage(directory: directory, targets: pure.map(\.target))
            try probe.write()
            let products = try await probe.build()
            for target in pure.map(\.target) {
                let binary = try Data(contentsOf: products.appending(path: probe.program(of: target)))
                #expect(contains(binary, "libswiftCore"), "\(target): the search must find what is there")
                let found = Self.traces.filter { contains(binary, $0) }
                #expect(found.isEmpty, "a program that imports \(target) contains \(found)")
            }
            let control = try Data(contentsOf: products.appending(path: ProbePackage.control))
            #expect(contains(control, "libFoundation"), "the search must find Foundation where it is linked")
            #expect(try compiledModules(in: products).isSuperset(of: pure.map(\.target)))
            let strangers = try compiledModules(in: products).subtracting(probe.modules)
            #expect(strangers.isEmpty, "compiled although nobody imports them: \(strangers.sorted())")
        }
    }

    private func contains(_ binary: Data, _ text: String) -> Bool {
        binary.range(of: Data(text.utf8)) != nil
    }

    private func compiledModules(in products: URL) throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: products.appending(path: "Modules").path)
        return Set(files.filter { $0.hasSuffix(".swiftmodule") }.map { String($0.dropLast(".swiftmodule".count)) })
    }
}
