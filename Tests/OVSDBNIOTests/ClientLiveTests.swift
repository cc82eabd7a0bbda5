import OVSDB
import OVSDBNIO
import TestSupport
import Testing

extension LiveTests {
    @Test("the databases, over a socket and over TCP")
    func databases() async throws {
        try await DatabaseServer.run { server in
            let tcp = OVSDBAddress.tcp(host: "127.0.0.1", port: try await server.openTCPPort())
            for address in [server.address, tcp] {
                let names = try await OVSDBClient.withConnection(to: address) { try await $0.listDatabases() }
                #expect(Set(names) == [.openVSwitch, "_Server"])
            }
        }
    }

    @Test("the schema holds every table and column that the builders name")
    func schema() async throws {
        try await DatabaseServer.run { server in
            let schema = try await OVSDBClient.withConnection(to: server.address) {
                try await $0.schema(of: .openVSwitch)
            }
            let version = try await outputOfProcess("ovsdb-tool", ["schema-version"], timeout: .seconds(15))
            #expect(version == schema.version + "\n")
            for (name, request) in OpenVSwitch.monitorRequests {
                let table = try #require(schema.tables[name])
                for column in request.columns ?? [] { #expect(table.columns[column] != nil, "\(name).\(column)") }
            }
            #expect(schema.tables[.openVSwitch]?.isRoot == true && schema.tables[.port]?.isRoot == false)
            #expect(schema.tables[.interface]?.columns["ofport"]?.type.isOptional == true)
        }
    }

    @Test("the server's refusals are values, with its words")
    func refusals() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                var transaction = Transaction(on: .openVSwitch)
                transaction.insert(into: .bridge, ["name": "br0", "fail_mode": "sometimes"])
                transaction.select(from: .bridge)
                var result = try await client.transact(transaction)
                #expect(result.failure?.code == .constraintViolation)
                #expect(result.failure?.details?.contains("sometimes") == true)
                #expect(result.failureIndex == 0)
                #expect(result.results.last == .notAttempted)

                transaction = Transaction(on: .openVSwitch)
                transaction.select(from: "Nonsense")
                result = try await client.transact(transaction)
                #expect(result.failure?.code == .syntaxError || result.failure?.code.rawValue == "unknown table")

                let error = await #expect(throws: OVSDBClientError.self) {
                    try await client.transact(Transaction(on: "Nothing", comment: "x"))
                }
                #expect(error?.code == .refused)
                #expect(error?.failure?.code == .unknownDatabase || error?.failure?.details != nil)
                let refused = await #expect(throws: OVSDBClientError.self) {
                    try await client.monitor(.openVSwitch, ["Nonsense": MonitorRequest()])
                }
                #expect(refused?.code == .refused)
            }
        }
    }

    @Test("orphans vanish at the commit, children with a parent stay")
    func orphans() async throws {
        try await DatabaseServer.run { server in
            try await server.vsctl("add-br", "br0")
            try await OVSDBClient.withConnection(to: server.address) { client in
                var transaction = Transaction(on: .openVSwitch)
                let interface = transaction.insert(into: .interface, ["name": "lost"])
                transaction.insert(into: .port, ["name": "lost", "interfaces": .row(interface)])
                #expect(try await client.transact(transaction).isCommitted)
                #expect(try await server.vsctl("list-ports", "br0") == "")

                let port = transaction.insert(into: .port, ["name": "kept", "interfaces": .row(interface)])
                let condition = Condition("name", .equal, "br0")
                transaction.mutate(.bridge, where: [condition], [Mutation("ports", .insert, .row(port))])
                let result = try await client.transact(transaction)
                #expect(try await server.vsctl("list-ports", "br0") == "kept")
                #expect(result[port]?.description == (try await server.vsctl("get", "port", "kept", "_uuid")))
            }
        }
    }

    @Test("a monitor sees what ovs-vsctl changes")
    func monitor() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                #expect(monitor.replica.rowCount == 0)
                let (before, changes) = monitor.observe()
                try await server.vsctl("add-br", "br0", "--", "add-port", "br0", "p0")
                try await server.vsctl("set", "interface", "p0", "external_ids:a=b", "ofport_request=9")
                try await server.vsctl("del-port", "p0")
                try await settle(monitor) { $0.bridge("br0") != nil && $0.port("p0") == nil }
                try await client.stop(monitor)

                var rows = before.rows(in: .bridge).count
                for try await batch in changes {
                    for change in batch where change.table == .bridge {
                        rows += (change.new == nil ? 0 : 1) - (change.old == nil ? 0 : 1)
                    }
                }
                #expect(rows == 1, "the sequence ends when the monitor is stopped, and no change is lost")
                #expect(monitor.replica.portNames(of: "br0") == ["br0"])
            }
        }
    }

    @Test("each step is told when the reader keeps up")
    func steps() async throws {
        try await DatabaseServer.run { server in
            try await server.vsctl("add-br", "br0")
            try await OVSDBClient.withConnection(to: server.address) { client in
                let requests: [TableName: MonitorRequest] = [.interface: MonitorRequest(columns: ["name", "type"])]
                let monitor = try await client.monitor(.openVSwitch, requests)
                var iterator = monitor.changes().makeAsyncIterator()
                try await server.vsctl("add-port", "br0", "p0")
                let inserted = try #require(try await iterator.next()?.first)
                #expect(inserted.kind == .inserted(["name": "p0", "type": ""]))
                try await server.vsctl("set", "interface", "p0", "type=internal")
                let modified = try #require(try await iterator.next()?.first)
                let old: Row = ["name": "p0", "type": ""]
                #expect(modified.kind == .modified(old: old, new: ["name": "p0", "type": "internal"]))
                try await server.vsctl("del-port", "p0")
                let deleted = try #require(try await iterator.next()?.first)
                #expect(deleted.kind == .deleted(["name": "p0", "type": "internal"]))
                #expect(deleted.id == inserted.id)
            }
        }
    }

    @Test("many requests at once get their own answers")
    func concurrency() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            let reply = try await client.connection.request("echo", [.integer(Int64(number))])
                            #expect(reply == [.integer(Int64(number))])
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("a control socket answers, and refuses with the daemon's words")
    func unixControl() async throws {
        try await DatabaseServer.run { server in
            let path = server.process.controlSocket(.database)
            let text = try await UnixControlClient.call(path: path, method: "ovsdb-server/list-dbs")
            #expect(text.contains("Open_vSwitch"))
            let error = await #expect(throws: OVSDBClientError.self) {
                try await UnixControlClient.call(path: path, method: "no-such-command", arguments: ["a"])
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("not a valid command") == true)
        }
    }

    @Test("ovs-vswitchd gives numbers to ports, and says why not")
    func openFlowPorts() async throws {
        try await DatabaseServer.run { server in
            try await server.process.start(.forwarding)
            try await Self.checkPorts(server, server.process.controlSocket(.forwarding))
        }
    }

    static func checkPorts(_ server: DatabaseServer, _ control: String) async throws {
        try await OVSDBClient.withConnection(to: server.address) { client in
            let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
            var transaction = Transaction(on: .openVSwitch)
            try transaction.ensure(bridge, in: monitor.replica)
            try transaction.ensure(PortConfiguration(name: "p7", openFlowPort: 7), on: "br0", in: monitor.replica)
            try transaction.ensure(
                PortConfiguration(name: "odd", type: .init(rawValue: "nonsense")), on: "br0", in: monitor.replica)
            #expect(try await client.apply(transaction, following: monitor).isCommitted)
            #expect(try await monitor.openFlowPort(of: "p7") == 7)
            let error = await #expect(throws: OVSDBClientError.self) {
                try await monitor.openFlowPort(of: "odd", upTo: .milliseconds(300))
            }
            #expect(error?.code == .timedOut)
            #expect(error?.message.contains("\"odd\"") == true)
        }
        let text = try await UnixControlClient.call(path: control, method: "dpif/show")
        #expect(text.contains("p7 7/"))
        _ = try await UnixControlClient.call(path: control, method: "dpctl/dump-conntrack", arguments: ["-m"])
    }
}

extension Transaction {
    /// A transaction that only leaves a comment.
    init(on database: DatabaseName, comment: String) {
        self.init(on: database)
        append(.comment(comment))
    }
}
