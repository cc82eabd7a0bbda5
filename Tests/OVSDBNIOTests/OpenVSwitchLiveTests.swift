import OVSDB
import OVSDBNIO
import TestSupport
import Testing

/// Everything that needs a real ovsdb-server.
@Suite(
    "With a real ovsdb-server", .enabled(if: OpenVSwitchProcess.isUsable, "needs openvswitch-switch"),
    .timeLimit(.minutes(2)), .serialized)
struct LiveTests {}

extension LiveTests {
    static let bridge = BridgeConfiguration(
        name: "br0", datapathType: .userspace, failMode: .secure, protocols: ["OpenFlow13", "OpenFlow15"],
        datapathID: 42, hardwareAddress: "02:00:00:00:00:2a", otherConfig: ["disable-in-band": "true"],
        externalIDs: ["owner": "stratos"])
    static let port = PortConfiguration(
        name: "box0", type: .internal, openFlowPort: 7, mtu: 1500, accessVLAN: 3, externalIDs: ["box": "fw\"1\\"])
    static let tunnel = PortConfiguration.vxlan(name: "vx0", remote: .perFlow, key: .perFlow, openFlowPort: 100)
    static let controllers = ControllerConfiguration(
        targets: ["tcp:127.0.0.1:6653", "tcp:127.0.0.1:6654"], inactivityProbeMilliseconds: 5000)

    /// What brings a switch to the whole configuration above.
    static func everything(in replica: Replica) throws -> Transaction {
        var transaction = Transaction(on: .openVSwitch)
        try transaction.ensure(bridge, in: replica)
        try transaction.ensure(port, on: "br0", in: replica)
        try transaction.ensure(tunnel, on: "br0", in: replica)
        try transaction.ensure(controllers, on: "br0", in: replica)
        return transaction
    }

    @Test("a bridge, ports, a tunnel and controllers in one transaction, as ovs-vsctl sees them")
    func everythingAtOnce() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                let result = try await client.transact(try Self.everything(in: monitor.replica))
                #expect(result.failure == nil)
                _ = try await monitor.wait(for: "tunnel", upTo: .seconds(5)) { $0.port("vx0")?.id }
            }
            #expect(try await server.vsctl("list-ports", "br0") == "box0\nvx0")
            #expect(try await server.vsctl("get", "bridge", "br0", "datapath_type") == "netdev")
            #expect(try await server.vsctl("get", "bridge", "br0", "protocols") == "[OpenFlow13, OpenFlow15]")
            #expect(
                try await server.vsctl("get", "bridge", "br0", "other_config:datapath-id") == "\"000000000000002a\"")
            #expect(try await server.vsctl("get-fail-mode", "br0") == "secure")
            #expect(try await server.vsctl("get-controller", "br0") == "tcp:127.0.0.1:6653\ntcp:127.0.0.1:6654")
            #expect(try await server.vsctl("get", "interface", "vx0", "options") == "{key=flow, remote_ip=flow}")
            #expect(try await server.vsctl("get", "interface", "box0", "ofport_request", "mtu_request") == "7\n1500")
            #expect(try await server.vsctl("get", "interface", "box0", "external_ids:box") == #""fw\"1\\""#)
            #expect(try await server.vsctl("get", "port", "box0", "tag") == "3")
            #expect(try await server.vsctl("show").contains("type: vxlan"))
            let controllers = try await server.dump("Controller", "target", "connection_mode", "inactivity_probe")
            let lines = controllers.split(separator: "\n")
            #expect(lines.count == 2 && lines.allSatisfy { $0.contains("out-of-band") && $0.contains("5000") })
        }
    }

    @Test("a second time there is nothing to do, and a drift by hand is repaired with few operations")
    func idempotence() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                #expect(try await client.transact(try Self.everything(in: monitor.replica)).isCommitted)
                try await settle(monitor) { $0.port("vx0") != nil }
                #expect(try Self.everything(in: monitor.replica).operations == [])

                try await server.vsctl("set", "interface", "vx0", "options:key=9", "external_ids:note=kept")
                try await server.vsctl(
                    "set", "bridge", "br0", "other_config:hwaddr=02:00:00:00:00:01", "other_config:x=y")
                let controller = try #require(monitor.replica.rows(in: .controller).keys.min())
                try await server.vsctl("set", "controller", controller.description, "inactivity_probe=0")
                try await settle(monitor) { replica in
                    replica.rows(in: .controller).values.contains { $0["inactivity_probe"] == 0 }
                }
                let repair = try Self.everything(in: monitor.replica)
                #expect(repair.operations.count >= 3 && repair.operations.count <= 4, "\(repair.operations)")
                #expect(try await client.transact(repair).isCommitted)
                try await settle(monitor) { (try? Self.everything(in: $0).isEmpty) == true }
            }
            #expect(
                try await server.vsctl("get", "interface", "vx0", "options:key", "external_ids") == "flow\n{note=kept}")
            #expect(try await server.vsctl("get", "bridge", "br0", "other_config:hwaddr") == "\"02:00:00:00:00:2a\"")
            #expect(try await server.vsctl("get", "bridge", "br0", "other_config:x") == "y")
        }
    }

    @Test("removing ports and bridges leaves no rows behind")
    func removal() async throws {
        try await DatabaseServer.run { server in
            try await OVSDBClient.withConnection(to: server.address) { client in
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                #expect(try await client.transact(try Self.everything(in: monitor.replica)).isCommitted)
                try await settle(monitor) { $0.port("vx0") != nil }
                var transaction = Transaction(on: .openVSwitch)
                try transaction.remove(PortName("vx0"), in: monitor.replica)
                #expect(try await client.transact(transaction).isCommitted)
                #expect(try await server.vsctl("list-ports", "br0") == "box0")

                transaction = Transaction(on: .openVSwitch)
                try transaction.remove(BridgeName("br0"), in: monitor.replica)
                #expect(try await client.transact(transaction).isCommitted)
                try await settle(monitor) { $0.bridge("br0") == nil }
                #expect(monitor.replica.rowCount == 1, "only the root row stays")
            }
            for table in ["Bridge", "Port", "Interface", "Controller"] {
                #expect(try await server.dump(table, "_uuid") == "", "\(table)")
            }
        }
    }

    @Test("a port is not added in vain to a bridge that has just vanished")
    func vanishedBridge() async throws {
        try await DatabaseServer.run { server in
            try await server.vsctl("add-br", "br0")
            try await OVSDBClient.withConnection(to: server.address) { client in
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                let before = monitor.replica
                try await server.vsctl("del-br", "br0")
                var transaction = Transaction(on: .openVSwitch)
                try transaction.ensure(Self.port, on: "br0", in: before)
                let result = try await client.transact(transaction)
                #expect(result.failure?.code == .timedOut)
                #expect(result.failureIndex == 0)
            }
        }
    }

    /// Waits until the replica has caught up.
    func settle(_ monitor: OVSDBMonitor, _ condition: @escaping @Sendable (Replica) -> Bool) async throws {
        try await monitor.wait(for: "the replica to catch up", upTo: .seconds(5)) { condition($0) ? () : nil }
    }
}
