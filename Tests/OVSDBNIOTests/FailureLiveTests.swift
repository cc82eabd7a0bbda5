import OVSDB
import OVSDBNIO
import TestSupport
import Testing

extension LiveTests {
    /// A transaction that waits for what never comes.
    static func endless() -> Transaction {
        var transaction = Transaction(on: .openVSwitch)
        transaction.require(
            .bridge, where: [], columns: ["name"], equal: [["name": "never"]], timeoutMilliseconds: 60_000)
        return transaction
    }

    @Test("a server killed while requests wait fails all of them, and the monitor")
    func killed() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                let changes = monitor.changes()
                let reading = Task { for try await _ in changes {} }
                let first = Task { try await client.transact(Self.endless()) }
                let second = Task { try await client.transact(Self.endless()) }
                try await Task.sleep(for: .milliseconds(100))
                try await server.process.signal("KILL", .database)
                let errors = [
                    await #expect(throws: OVSDBClientError.self) { try await first.value },
                    await #expect(throws: OVSDBClientError.self) { try await second.value },
                    await #expect(throws: OVSDBClientError.self) { try await reading.value },
                    await #expect(throws: OVSDBClientError.self) { try await client.listDatabases() },
                ]
                #expect(errors.map { $0?.code } == Array(repeating: .connectionLost, count: 4))
            }
        }
    }

    @Test("a request that is not answered ends with its time, and the connection goes on")
    func timeout() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                let error = await #expect(throws: OVSDBClientError.self) {
                    try await client.transact(Self.endless(), timeout: .milliseconds(100))
                }
                #expect(error?.code == .timedOut)
                #expect(error?.message.contains(server.path) == true)
                try await client.echo()
            }
        }
    }

    @Test("a cancelled task ends at once, and the server drops its transaction")
    func cancellation() async throws {
        try await DatabaseServer.run { server in
            try await server.vsctl("init")
            try await OVSDBClient.withConnection(to: server.address) { client in
                var transaction = Self.endless()
                transaction.mutate(.openVSwitch, where: [], [Mutation("external_ids", .insert, ["late": "yes"])])
                let task = Task { [transaction] in try await client.transact(transaction) }
                try await Task.sleep(for: .milliseconds(100))
                let start = ContinuousClock.now
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(ContinuousClock.now - start < .seconds(2))
                try await client.echo()
                // Now what the transaction waited for comes true; it must not be carried out.
                try await server.vsctl("add-br", "never")
                try await client.echo()
                #expect(try await server.vsctl("get", "open_vswitch", ".", "external_ids") == "{}")
            }
        }
    }

    @Test("a server that is stopped is noticed by the inactivity probe")
    func probe() async throws {
        try await DatabaseServer.run { server in
            let configuration = OVSDBClientConfiguration(inactivityProbe: .milliseconds(200))
            try await OVSDBClient.withConnection(to: server.address, configuration: configuration) { client in
                // A silent server that lives answers the probes.
                try await Task.sleep(for: .seconds(1))
                try await client.echo()
                try await server.process.signal("STOP", .database)
                let error = await #expect(throws: OVSDBClientError.self) { try await client.listDatabases() }
                #expect(error?.code == .connectionLost)
                try await server.process.signal("CONT", .database)
            }
        }
    }

    @Test("this side answers the probes of the server")
    func serverProbe() async throws {
        try await DatabaseServer.run { server in
            // Over TCP, because a server sends no probes over a socket of the file system.
            let address = OVSDBAddress.tcp(host: "127.0.0.1", port: try await server.openTCPPort())
            let configuration = OVSDBClientConfiguration(inactivityProbe: nil)
            try await OVSDBClient.withConnection(to: address, configuration: configuration) { client in
                // Open vSwitch closes a connection that answers no probe for twice the interval, by default 5 s.
                try await Task.sleep(for: .seconds(12))
                try await client.echo()
            }
        }
    }

    @Test("after a lost connection the work begins anew on a new one")
    func reconnection() async throws {
        try await DatabaseServer.run { server in
            try await server.vsctl("add-br", "br0")
            var attempts = 0
            let retry = RetrySchedule(initial: .milliseconds(50), maximum: .milliseconds(200))
            let ports = try await OVSDBClient.withReconnection(to: server.address, retry: retry) { client in
                attempts += 1
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                if attempts == 1 {
                    try await server.process.signal("KILL", .database)
                    let changes = monitor.changes()
                    try await server.process.start(.database)
                    for try await _ in changes {}
                }
                return monitor.replica.portNames(of: "br0")
            }
            #expect(attempts == 2)
            #expect(ports == ["br0"])
        }
    }
}
