import Foundation
import TestSupport

/// What `swift package dump-package` says of the targets, as far as the architecture is concerned.
struct PackageDescription: Decodable {
    struct Target: Decodable {
        var name: String
        var type: String
        var dependencies: [Dependency]
        var settings: [Setting]
    }

    /// One dependency: a target of ours or a product of another package.
    struct Dependency: Decodable {
        var name: String
        var isProduct: Bool
        /// The traits under which it holds; empty when it always does.
        var traits: [String]
    }

    struct Setting: Decodable {
        struct Kind: Decodable {
            struct Library: Decodable {
                enum CodingKeys: String, CodingKey {
                    case name = "_0"
                }
                var name: String
            }
            var linkedLibrary: Library?
        }
        var kind: Kind
        var condition: Condition?
    }

    struct Condition: Decodable {
        var traits: [String]?
    }

    struct External: Decodable {
        struct SourceControl: Decodable {
            var identity: String
        }
        var sourceControl: [SourceControl]?
    }

    var targets: [Target]
    var dependencies: [External]

    /// Asks the package manager. Its scratch directory is elsewhere, because the one in use is locked while the tests
    /// run.
    static func ofThisPackage() async throws -> PackageDescription {
        try await TemporaryDirectory.with("manifest") { scratch in
            let output = try await runProcess(
                "swift",
                ["package", "--package-path", PackageRoot.url.path, "--scratch-path", scratch.path, "dump-package"],
                timeout: .seconds(180))
            guard output.succeeded else { throw Failed(output: output) }
            return try JSONDecoder().decode(PackageDescription.self, from: Data(output.standardOutput.utf8))
        }
    }

    struct Failed: Error {
        var output: ProcessOutput
    }
}

extension PackageDescription.Dependency {
    private enum Kind: String, CodingKey, CaseIterable {
        case byName, target, product
    }

    /// An object with one key that tells the kind, over a list of the name, other things and perhaps a condition.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Kind.self)
        guard let kind = container.allKeys.first else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "unknown kind"))
        }
        var list = try container.nestedUnkeyedContainer(forKey: kind)
        self.init(name: try list.decode(String.self), isProduct: kind == .product, traits: [])
        while !list.isAtEnd {
            let part = try list.decode(Part.self)
            traits += part.traits
        }
    }

    /// Null, a string, or a condition.
    private struct Part: Decodable {
        var traits: [String]

        init(from decoder: any Decoder) throws {
            traits = (try? PackageDescription.Condition(from: decoder))?.traits ?? []
        }
    }
}
