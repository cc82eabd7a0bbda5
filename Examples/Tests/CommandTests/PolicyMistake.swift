import Foundation
import Testing

/// A way to spoil the policy `golden.yaml`, and what the program must say to it.
struct PolicyMistake: Sendable, CustomTestStringConvertible {
    let name: String
    /// What stands in the good file, and what in its place.
    let changes: [(String, String)]
    /// The name of the kind of mistake.
    let code: String
    /// What the message or the fix must contain.
    let mention: String
    /// The status of `plan` and `compile`; that of `validate` is 2 for each, unless it sees nothing wrong.
    let status: Int32
    var validates = false

    var testDescription: String { name }

    func text() throws -> String {
        let file = ExampleProgram.packageDirectory + "/Policies/golden.yaml"
        var text = try String(contentsOfFile: file, encoding: .utf8)
        for (old, new) in changes {
            guard text.contains(old) else { throw CocoaError(.coderValueNotFound) }
            text = text.replacingOccurrences(of: old, with: new)
        }
        return text
    }

    private static let through = "through: [passthrough, nat]"

    static let all = [
        PolicyMistake(
            name: "unknown function", changes: [(through, "through: [passthru, nat]")], code: "unknown-function",
            mention: "did you mean 'passthrough'?", status: 2),
        PolicyMistake(
            name: "empty chain", changes: [(through, "through: []")], code: "empty-chain", mention: "chain 'web'",
            status: 2),
        PolicyMistake(
            name: "duplicate names", changes: [("name: p2,", "name: p1,")], code: "duplicate-name", mention: "'p1'",
            status: 2),
        PolicyMistake(
            name: "overlapping classes of equal priority",
            changes: [
                (through, through + "\n      - {name: twin, from: client, to: server, through: [passthrough]}")
            ], code: "overlapping-classes", mention: "'twin'", status: 2),
        PolicyMistake(
            name: "a switch that is not there", changes: [("s3/2", "s7/2")], code: "unknown-switch", mention: "'s7'",
            status: 2),
        PolicyMistake(
            name: "a port that cannot be", changes: [("s3/2", "s3/0")], code: "port-range", mention: "0", status: 2),
        PolicyMistake(
            name: "bad YAML", changes: [("version: 1", "version: [1")], code: "syntax", mention: "this is not YAML",
            status: 2),
        PolicyMistake(
            name: "no instance", changes: [("{name: nat1,", "{name: nat1, state: draining,")], code: "no-instance",
            mention: "'nat'", status: 1),
        PolicyMistake(
            name: "no tunnel", changes: [(", tunnel: {port: 1, address: 172.31.0.2}", "")], code: "tunnel-missing",
            mention: "'s2'", status: 1),
        PolicyMistake(
            name: "more paths than tags",
            changes: [
                ("image: bridge}", "image: bridge, instances: 1-100}"),
                ("instances:\n", "instances:\n" + manyInstances),
            ],
            code: "tags-exhausted", mention: "72 tags", status: 1, validates: true),
    ]

    /// With these more paths meet at the NAT than DSCP has values.
    private static var manyInstances: String {
        (1...70).map { number in
            let ports = "left: s1/\(100 + 2 * number), right: s1/\(101 + 2 * number)"
            return "      - {name: many\(number), function: passthrough, \(ports)}\n"
        }.joined()
    }
}
