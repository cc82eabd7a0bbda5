import OVSDB
import Testing

@Suite("Builders for the Open_vSwitch database")
struct OpenVSwitchTests {
    /// A switch with bridge br0 that holds its local port and port eth1, and one controller.
    static func replica() -> Replica {
        func id(_ number: UInt64) -> RowID { RowID(high: 7, low: number) }
        func rows(_ rows: [RowID: Row]) -> [RowID: TableUpdates.RowUpdate] { rows.mapValues { .init(new: $0) } }
        let none: Datum = [:]
        var replica = Replica(following: OpenVSwitch.monitorRequests)
        let interface: Row = [
            "type": "", "options": none, "ofport_request": [], "mtu_request": [], "external_ids": ["box": "fw1"],
        ]
        replica.replace(
            with: TableUpdates(tables: [
                .openVSwitch: rows([id(1): ["bridges": .uuid(id(2)), "cur_cfg": 4, "next_cfg": 4]]),
                .bridge: rows([
                    id(2): [
                        "name": "br0", "ports": .uuids([id(3), id(4)]), "controller": .uuid(id(7)),
                        "datapath_type": "netdev", "fail_mode": "secure", "protocols": "OpenFlow13",
                        "other_config": ["datapath-id": "000000000000002a", "hwaddr": "02:00:00:00:00:01"],
                        "external_ids": none,
                    ]
                ]),
                .port: rows([
                    id(3): ["name": "br0", "interfaces": .uuid(id(5)), "tag": [], "external_ids": none],
                    id(4): ["name": "eth1", "interfaces": .uuid(id(6)), "tag": [], "external_ids": ["box": "fw1"]],
                ]),
                .interface: rows([
                    id(5): Row(interface.columns.merging(["name": "br0", "ofport": 65534]) { $1 }),
                    id(6): Row(interface.columns.merging(["name": "eth1", "ofport": -1, "error": "no device"]) { $1 }),
                ]),
                .controller: rows([
                    id(7): ["target": "tcp:127.0.0.1:6653", "connection_mode": "out-of-band", "inactivity_probe": []]
                ]),
            ]))
        return replica
    }

    func build(_ body: (inout Transaction, Replica) throws -> Void) rethrows -> [TransactionOperation] {
        var transaction = Transaction(on: .openVSwitch)
        try body(&transaction, Self.replica())
        return transaction.operations
    }

    @Test("nothing to do when everything is as wanted")
    func idempotent() throws {
        let operations = try build {
            try $0.ensure(
                BridgeConfiguration(
                    name: "br0", datapathType: .userspace, failMode: .secure, protocols: ["OpenFlow13"],
                    datapathID: 42, hardwareAddress: "02:00:00:00:00:01"), in: $1)
            try $0.ensure(
                PortConfiguration(name: "eth1", type: .system, options: [:], externalIDs: ["box": "fw1"]),
                on: "br0", in: $1)
            try $0.ensure(ControllerConfiguration(targets: ["tcp:127.0.0.1:6653"]), on: "br0", in: $1)
            try $0.remove(PortName("absent"), in: $1)
            try $0.remove(BridgeName("absent"), in: $1)
        }
        #expect(operations.isEmpty)
    }

    @Test("a new key of a map leaves the others alone, a changed key is replaced")
    func maps() throws {
        let id = try #require(Self.replica().bridge("br0")?.id)
        let operations = try build {
            let bridge = BridgeConfiguration(name: "br0", datapathID: 43, otherConfig: ["forward-bpdu": "true"])
            try $0.ensure(bridge, in: $1)
        }
        let expected: [Mutation] = [
            Mutation("other_config", .delete, "datapath-id"),
            Mutation("other_config", .insert, ["datapath-id": "000000000000002b", "forward-bpdu": "true"]),
        ]
        #expect(operations == [.mutate(.bridge, where: [.row(id)], mutations: expected)])
    }

    @Test("only columns that differ are written")
    func columns() throws {
        let id = try #require(Self.replica().interface("eth1")?.id)
        let operations = try build {
            let port = PortConfiguration(name: "eth1", type: .internal, openFlowPort: 5, externalIDs: ["box": "fw1"])
            try $0.ensure(port, on: "br0", in: $1)
        }
        #expect(operations == [.update(.interface, where: [.row(id)], row: ["type": "internal", "ofport_request": 5])])
    }

    @Test("a new port comes with its interface, its parent and a guard")
    func newPort() throws {
        let operations = try build {
            try $0.ensure(.vxlan(name: "vx0", remote: .perFlow, key: .perFlow), on: "br0", in: $1)
        }
        #expect(operations.count == 4)
        guard case .wait(let wait) = operations[0] else { return #expect(Bool(false), "\(operations[0])") }
        #expect(wait.rows == [["name": "br0"]] && wait.timeoutMilliseconds == 0)
        let options: Datum = ["remote_ip": "flow", "key": "flow"]
        let row: Row = ["name": "vx0", "type": "vxlan", "options": options]
        #expect(operations[1] == .insert(into: .interface, row: row, name: "row0"))
        let mutation = Mutation("ports", .insert, .row("row1"))
        #expect(operations[3] == .mutate(.bridge, where: [Condition("name", .equal, "br0")], mutations: [mutation]))
    }

    @Test("a fixed tunnel")
    func tunnel() {
        let port = PortConfiguration.vxlan(
            name: "vx1", remote: .address("192.0.2.1"), key: .number(7), local: "192.0.2.2", destinationPort: 4790)
        let expected = ["remote_ip": "192.0.2.1", "key": "7", "local_ip": "192.0.2.2", "dst_port": "4790"]
        #expect(port.options == expected && port.type == .vxlan)
    }

    @Test("controllers: others are replaced, none removes them")
    func controllers() throws {
        let operations = try build {
            let wanted = ControllerConfiguration(targets: ["tcp:[::1]:6653"], inactivityProbeMilliseconds: 0)
            try $0.ensure(wanted, on: "br0", in: $1)
            try $0.ensure(ControllerConfiguration(targets: []), on: "br0", in: $1)
        }
        let row: Row = ["target": "tcp:[::1]:6653", "connection_mode": "out-of-band", "inactivity_probe": 0]
        let condition = Condition("name", .equal, "br0")
        #expect(
            operations == [
                .insert(into: .controller, row: row, name: "row0"),
                .update(.bridge, where: [condition], row: ["controller": .row("row0")]),
                .update(.bridge, where: [condition], row: ["controller": []]),
            ])
    }

    @Test("contradictions are refused")
    func conflicts() {
        let port = PortConfiguration(name: "eth1")
        expect(.unknownBridge) { try $0.ensure(port, on: "br9", in: $1) }
        expect(.conflict) {
            try $0.ensure(BridgeConfiguration(name: "br1"), in: $1)
            try $0.ensure(port, on: "br1", in: $1)
        }
        expect(.conflict) { try $0.ensure(BridgeConfiguration(name: "eth1"), in: $1) }
        expect(.conflict) { try $0.remove(PortName("br0"), in: $1) }
        expect(.conflict) {
            try $0.ensure(PortConfiguration(name: "a"), on: "br0", in: $1)
            try $0.ensure(PortConfiguration(name: "a"), on: "br0", in: $1)
        }
        expect(.notMonitored) { transaction, _ in
            let replica = Replica(following: [.bridge: MonitorRequest(columns: ["name"])])
            try transaction.ensure(BridgeConfiguration(name: "br0", failMode: .secure), in: replica)
        }
    }

    func expect(_ code: OVSDBError.Code, _ body: (inout Transaction, Replica) throws -> Void) {
        let error = #expect(throws: OVSDBError.self) { try build(body) }
        #expect(error?.code == code)
    }

    @Test("OpenFlow port numbers")
    func openFlowPorts() {
        let replica = Self.replica()
        #expect(replica.openFlowPort(of: "br0") == .assigned(65534))
        #expect(replica.openFlowPort(of: "eth1") == .failed(reason: "no device"))
        #expect(replica.openFlowPort(of: "eth9") == .absent)
        #expect(replica.portNames(of: "br0") == ["br0", "eth1"])
    }
}
