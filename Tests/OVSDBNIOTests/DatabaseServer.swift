import Foundation
import OVSDB
import OVSDBNIO

/// A real ovsdb-server with an empty Open_vSwitch database in a directory of its own. Needs no privileges.
struct DatabaseServer {
    let directory: URL
    let process: Command

    static let schema = "/usr/share/openvswitch/vswitch.ovsschema"

    /// Whether the tests with a real server run. As root on Linux they always do, and fail when it is missing.
    static let isAvailable: Bool = {
        let programs = ["ovsdb-server", "ovsdb-tool", "ovsdb-client", "ovs-vsctl", "ovs-vswitchd"]
        var missing = programs.filter { Command.find($0) == nil }
        if !FileManager.default.fileExists(atPath: schema) { missing.append(schema) }
        guard !missing.isEmpty else { return true }
        #if os(Linux)
            let isRoot = geteuid() == 0
        #else
            let isRoot = false
        #endif
        print(
            "OVSDB tests with a real server \(isRoot ? "will fail" : "do not run"): missing \(missing);",
            "install the package openvswitch-switch")
        return isRoot
    }()

    /// Runs `body` with a server, and removes every trace afterwards.
    static func run<T>(_ body: (DatabaseServer) async throws -> T) async throws -> T {
        // Short, because the path of a socket has at most 107 bytes.
        let directory = URL(fileURLWithPath: "/tmp/stratos-ovsdb-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let created = try await Command.run(
            "ovsdb-tool", ["create", directory.appendingPathComponent("conf.db").path, schema], in: directory)
        guard created.status == 0 else { throw Command.Failed(description: created.text) }
        let server = DatabaseServer(directory: directory, process: try start(in: directory))
        do {
            try await server.waitForFile("server.ctl")
            try await server.waitForFile("db.sock")
            let result = try await body(server)
            await server.process.end()
            return result
        } catch {
            await server.process.end()
            throw error
        }
    }

    /// Starts a server on the database in a directory.
    static func start(in directory: URL) throws -> Command {
        try Command(
            "ovsdb-server",
            [
                "--remote=punix:\(directory.path)/db.sock", "--remote=ptcp:0:127.0.0.1",
                "--unixctl=\(directory.path)/server.ctl", "--no-chdir", "-vconsole:info",
                "\(directory.path)/conf.db",
            ], environment: ["OVS_RUNDIR": directory.path], log: directory.appendingPathComponent("server.log"))
    }

    var path: String { "\(directory.path)/db.sock" }
    var address: OVSDBAddress { .unix(path: path) }

    /// The TCP port that the server chose, from its log.
    func tcpPort() throws -> Int {
        let log = try String(contentsOf: directory.appendingPathComponent("server.log"), encoding: .utf8)
        guard let match = log.firstMatch(of: /listening on port (\d+)/), let port = Int(match.1) else {
            throw Command.Failed(description: "no port in the log: \(log)")
        }
        return port
    }

    func waitForFile(_ name: String) async throws {
        let path = directory.appendingPathComponent(name).path
        for _ in 0..<200 {
            if FileManager.default.fileExists(atPath: path) { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Command.Failed(description: "\(path) did not appear within 5 s")
    }

    /// Runs ovs-vsctl, the independent oracle, on this database.
    @discardableResult
    func vsctl(_ arguments: String...) async throws -> String {
        let output = try await Command.run(
            "ovs-vsctl", ["--db=unix:\(path)", "--timeout=10", "--no-wait"] + arguments, in: directory)
        guard output.status == 0 else { throw Command.Failed(description: output.text) }
        return output.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The rows that ovsdb-client prints of a table, one a line.
    func dump(_ table: String, _ columns: String...) async throws -> String {
        let output = try await Command.run(
            "ovsdb-client",
            ["-t", "10", "-f", "csv", "--no-headings", "dump", "unix:\(path)", "Open_vSwitch", table]
                + columns, in: directory)
        guard output.status == 0 else { throw Command.Failed(description: output.text) }
        // The first line names the table.
        return output.text.split(separator: "\n").dropFirst().joined(separator: "\n")
    }
}
