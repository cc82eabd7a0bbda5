import Foundation
import OVSDBNIO
import TestSupport

/// A real ovsdb-server with an empty Open_vSwitch database.
struct DatabaseServer {
    let process: OpenVSwitchProcess

    /// Runs `body` with a server, and removes every trace afterwards.
    static func run<T>(
        isolation: isolated (any Actor)? = #isolation, _ body: (DatabaseServer) async throws -> T
    ) async throws -> T {
        try await OpenVSwitchProcess.with("ovsdb", [.database]) { try await body(DatabaseServer(process: $0)) }
    }

    var path: String { process.databaseSocket }
    var address: OVSDBAddress { .unix(path: path) }

    /// Has the server listen at a TCP port that it chooses; the number is in its log soon after.
    func openTCPPort() async throws -> Int {
        try await process.appctl(.database, "ovsdb-server/add-remote", "ptcp:0:127.0.0.1")
        for _ in 0..<200 {
            let log = try String(contentsOfFile: process.directory + "/db.log", encoding: .utf8)
            if let match = log.firstMatch(of: /listening on port (\d+)/), let port = Int(match.1) { return port }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw ProcessError.notStarted("ovsdb-server", reason: "no port in its log within 5 s")
    }

    /// Runs ovs-vsctl, the independent oracle, on this database.
    @discardableResult
    func vsctl(_ words: String...) async throws -> String {
        try await process.vsctl(["--no-wait"] + words).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The rows that ovsdb-client prints of a table, one a line.
    func dump(_ table: String, _ columns: String...) async throws -> String {
        let options = ["-t", "10", "-f", "csv", "--no-headings"]
        let text = try await outputOfProcess(
            "ovsdb-client", options + ["dump", "unix:\(path)", "Open_vSwitch", table] + columns,
            timeout: .seconds(15))
        // The first line names the table.
        return text.split(separator: "\n").dropFirst().joined(separator: "\n")
    }
}
