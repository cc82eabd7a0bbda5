import Foundation
import Testing

/// The table in the documentation and the manifest say the same, and the comparison would notice if they did not.
struct TableTests {
    @Test(.timeLimit(.minutes(5)))
    func tableAndManifestAgree() async throws {
        let package = try await PackageDescription.ofThisPackage()
        let differences = try ArchitectureTable.ofDocumentation().differences(from: package)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test func edgesPointDown() throws {
        let edges = try ArchitectureTable.ofDocumentation().upwardEdges
        #expect(edges.isEmpty, "\(edges.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5)))
    func rootManifestDependsOnNothingElse() async throws {
        let identities = try await PackageDescription.ofThisPackage().dependencies
            .flatMap { $0.sourceControl ?? [] }.map(\.identity)
        #expect(Set(identities) == ["swift-nio", "swift-log", "yams", "swift-docc-plugin"])
    }

    /// Without the trait nothing of GLPK may be compiled or linked.
    @Test(.timeLimit(.minutes(5)))
    func everythingOfGLPKIsBehindItsTrait() async throws {
        let package = try await PackageDescription.ofThisPackage()
        let edges = package.targets.flatMap(\.dependencies).filter { $0.name == "CGLPK" }
        #expect(!edges.isEmpty && edges.allSatisfy { $0.traits == ["GLPK"] })
        let libraries = package.targets.flatMap(\.settings).filter { $0.kind.linkedLibrary != nil }
        #expect(!libraries.isEmpty && libraries.allSatisfy { $0.condition?.traits == ["GLPK"] })
    }
}

/// The comparison itself, on a small table and manifests that differ from it in one thing each.
struct TableComparisonTests {
    private let markdown = """
        Text.

        | Level | Target | Purpose | May import | Third party |
        |---|---|---|---|---|
        | 0 | `Base` | Values | – | none, no Foundation |
        | 1 | `Net` | Sockets | `Base` | `NIOCore` |

        More text.
        """

    @Test(arguments: [
        (#"{"byName":["Base",null]}"#, #"{"product":["NIOCore","swift-nio",null,null]}"#, ""),
        (
            #"{"byName":["Base",null]}"#, #"{"product":["NIOPosix","swift-nio",null,null]}"#,
            "third-party product NIOPosix is not"
        ),
        (
            #"{"byName":["Other",null]}"#, #"{"product":["NIOCore","swift-nio",null,null]}"#,
            "import Base is not in the manifest"
        ),
        (#"{"target":["Base",{"traits":["T"]}]}"#, #"{"target":["Extra",null]}"#, "import Extra is not in the table"),
    ])
    func findsEachDifference(first: String, second: String, expected: String) throws {
        let differences = try differences(dependencies: "\(first),\(second)")
        #expect(differences.isEmpty == expected.isEmpty)
        #expect(expected.isEmpty || differences.contains { $0.contains(expected) }, "\(differences)")
    }

    @Test func findsAMissingAndAnExtraTarget() throws {
        let differences = try differences(dependencies: "", name: "Web")
        #expect(differences.contains("target Web is not in the table"))
        #expect(differences.contains("target Net is in the table but not in the manifest"))
    }

    @Test func findsAnUpwardEdge() throws {
        let turned = markdown.replacingOccurrences(of: "| 0 |", with: "| 2 |")
        #expect(try ArchitectureTable(markdown: turned).upwardEdges == ["Net (1) imports Base (2)"])
    }

    private func differences(dependencies: String, name: String = "Net") throws -> [String] {
        let json = """
            {"dependencies":[],"targets":[
              {"name":"Base","type":"regular","dependencies":[],"settings":[]},
              {"name":"BaseTests","type":"test","dependencies":[],"settings":[]},
              {"name":"\(name)","type":"regular","dependencies":[\(dependencies)],"settings":[]}]}
            """
        let package = try JSONDecoder().decode(PackageDescription.self, from: Data(json.utf8))
        return try ArchitectureTable(markdown: markdown).differences(from: package)
    }
}
