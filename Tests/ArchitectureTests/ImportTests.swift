import Foundation
import Testing

/// Every source file imports only what the table grants its target.
struct ImportTests {
    @Test func everyImportIsInTheTable() throws {
        let rules = ImportRules(table: try .ofDocumentation())
        var (files, violations) = (0, [String]())
        let sources = PackageRoot.url.appending(path: "Sources")
        for target in try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted() {
            for file in try swiftFiles(in: sources.appending(path: target)) {
                files += 1
                let source = try String(contentsOf: file, encoding: .utf8)
                violations += rules.violations(target: target, file: file.lastPathComponent, source: source)
            }
        }
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
        #expect(files >= rules.table.rows.count - 2, "the scan must have seen every target")
    }

    private func swiftFiles(in directory: URL) throws -> [URL] {
        let found = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)
        return (found?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    }
}

/// The scan itself, on lines that it must and must not object to.
struct ImportRulesTests {
    private let table = """
        | Level | Target | Purpose | May import | Third party |
        |---|---|---|---|---|
        | 0 | `Base` | Values | – | none, no Foundation |
        | 1 | `Net` | Sockets | `Base` | `NIOCore` |
        """

    @Test(arguments: [
        "import Synchronization", "// import Foundation", "let text = \"\"\"\n    import Foundation\n    \"\"\"",
        "important = 3", "func import_all() {}",
    ])
    func acceptsInAPureTarget(source: String) throws {
        #expect(try violations("Base", source).isEmpty)
    }

    @Test(arguments: [
        "import Foundation", "internal import Foundation", "@preconcurrency import Dispatch", "import struct Glibc.tm",
        "    import Darwin.C", "public import NIOCore", "@_exported public import Net", "import Logging",
        "let a = \"\"\"\n    \"\"\"\nimport Foundation",
    ])
    func refusesInAPureTarget(source: String) throws {
        #expect(try violations("Base", source).count >= 1)
    }

    @Test func wantsAnAccessLevelForOurOwnTargetsOnly() throws {
        #expect(try violations("Net", "import NIOCore\nimport Foundation\npackage import Base").isEmpty)
        #expect(try violations("Net", "import Base") == ["File.swift: import of Base has no access level"])
    }

    @Test func refusesFilesOfAnUnknownTarget() throws {
        #expect(try violations("Web", "") == ["File.swift: target Web is not in the table"])
    }

    private func violations(_ target: String, _ source: String) throws -> [String] {
        try ImportRules(table: .init(markdown: table)).violations(target: target, file: "File.swift", source: source)
    }
}
