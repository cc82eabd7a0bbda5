import OVSDB
import OVSDBNIO
import Testing

@Suite("Peers that are absent, silent or hostile", .timeLimit(.minutes(1)))
struct HostileServerTests {
    static let quick = OVSDBClientConfiguration(
        connectTimeout: .seconds(2), requestTimeout: .milliseconds(300), messageSizeLimit: 1000)

    @Test(
        "nobody listens: the address, the cause and what to do",
        arguments: [
            ("unix:/tmp/stratos-no-such-directory/db.sock", "no such socket"), ("tcp:127.0.0.1:1", "nobody listens"),
            ("tcp:[::1]:1", ""), ("unix:/tmp", ""),
        ])
    func unreachable(text: String, cause: String) async throws {
        let address = try OVSDBAddress(text)
        let error = await #expect(throws: OVSDBClientError.self) {
            try await OVSDBClient.withConnection(to: address, configuration: Self.quick) { _ in }
        }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains(text) == true)
        #expect(cause.isEmpty || error?.message.contains(cause) == true, "\(String(describing: error))")
    }

    @Test(
        "whoever answers nonsense loses the connection, and nobody traps",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n\r\n", "[]", "{}", #"{"id":1}"#, "{]", #"{"id":1,"result":"\u{0}"}"#,
            #"{"method":"update","params":["monitor-1",[]],"id":null}"#,
            "{\"id\":1,\"result\":[" + String(repeating: " ", count: 2000),
            String(repeating: "[", count: 500)
                + String(repeating: "]", count: 500),
        ])
    func nonsense(reply: String) async throws {
        try await HostileServer.run(reply: reply) { server in
            try await OVSDBClient.withConnection(to: server.address, configuration: Self.quick) { client in
                let error = await #expect(throws: OVSDBClientError.self) {
                    try await client.monitor(.openVSwitch, [.bridge: MonitorRequest()])
                }
                #expect(error?.code == .protocolViolation, "\(String(describing: error))")
            }
        }
    }

    @Test(
        "an answer of the wrong shape is reported, and the connection goes on",
        arguments: [
            #"{"id":1,"result":{"a":1},"error":null}{"id":2,"result":[],"error":null}"#,
            #"{"id":99,"result":[],"error":null}{"id":1,"result":null,"error":null}{"id":2,"result":[],"error":null}"#,
        ])
    func wrongShape(reply: String) async throws {
        try await HostileServer.run(reply: reply) { server in
            try await OVSDBClient.withConnection(to: server.address, configuration: Self.quick) { client in
                let error = await #expect(throws: OVSDBClientError.self) { try await client.listDatabases() }
                #expect(error?.code == .protocolViolation)
                try await client.echo()
            }
        }
    }

    @Test("an update on the heels of the first reply is not lost")
    func earlyUpdate() async throws {
        let row = #"{"00000000-0000-0000-0000-000000000001":{"new":{"name":"br0"}}}"#
        let reply =
            #"{"id":1,"result":{},"error":null}"#
            + #"{"method":"update","params":["monitor-1",{"Bridge":\#(row)}],"id":null}"#
        try await HostileServer.run(reply: reply) { server in
            try await OVSDBClient.withConnection(to: server.address, configuration: Self.quick) { client in
                let monitor = try await client.monitor(.openVSwitch, [.bridge: MonitorRequest()])
                let id = try await monitor.wait(for: "br0", upTo: .seconds(2)) { $0.bridge("br0")?.id }
                #expect(id == RowID(high: 0, low: 1))
            }
        }
    }

    @Test("silence ends with the time-out; closing fails the request")
    func silence() async throws {
        try await HostileServer.run { server in
            try await OVSDBClient.withConnection(to: server.address, configuration: Self.quick) { client in
                let error = await #expect(throws: OVSDBClientError.self) { try await client.listDatabases() }
                #expect(error?.code == .timedOut)
            }
        }
        try await HostileServer.run(closes: true) { server in
            try await OVSDBClient.withConnection(to: server.address, configuration: Self.quick) { client in
                let error = await #expect(throws: OVSDBClientError.self) { try await client.listDatabases() }
                #expect(error?.code == .connectionLost)
            }
        }
    }

    @Test("requests of the server are answered, echo with its parameters")
    func serverRequests() async throws {
        let greeting =
            #"{"id":"echo","method":"echo","params":[7]}{"id":5,"method":"steal","params":[]}{"id":null,"method":"x","params":[]}"#
        try await HostileServer.run(greeting: greeting) { server in
            try await OVSDBClient.withConnection(to: server.address, configuration: Self.quick) { client in
                _ = try? await client.listDatabases()
            }
            #expect(server.text.contains(#"{"error":null,"id":"echo","result":[7]}"#))
            #expect(server.text.contains(#""unknown method""#))
        }
    }

    @Test("a cancelled task sends nothing")
    func cancelled() async throws {
        try await HostileServer.run { server in
            try await OVSDBClient.withConnection(to: server.address, configuration: Self.quick) { client in
                let task = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return try await client.listDatabases()
                }
                await #expect(throws: CancellationError.self) { try await task.value }
            }
            #expect(server.text == "")
        }
    }
}
