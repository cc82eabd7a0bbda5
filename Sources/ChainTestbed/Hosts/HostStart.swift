internal import Foundation
internal import Glibc
internal import Stratos

/// Brings one host's switch up inside its namespace, which exists and has its uplink.
struct HostStart: Sendable {
    let host: EmulatedHost
    var limit: Duration = .seconds(10)

    func run(connectsController: Bool, encapsulation: SwitchNetwork.Encapsulation) async throws {
        try await onOwnThread("start \(host.name)") {
            try startDatabase()
            try startSwitch()
        }
        try await host.database.createBridges(of: host, uplink: Fabric.uplink, encapsulation)
        try await onOwnThread("start \(host.name)") { try configureUnderlay() }
        if connectsController { try await host.connectController() }
    }

    /// Tells the host the hardware addresses of all others: the first packet to an unknown one would be lost.
    func prime(peers: [EmulatedHost]) async throws {
        for peer in peers where peer != host {
            try await host.appctl([
                "tnl/neigh/set", EmulatedHost.physicalBridge, peer.underlayAddress, peer.underlayMAC,
            ])
        }
    }

    /// Starts the switch of a host that has lost it; database, uplink and controller are as they were.
    ///
    /// Open vSwitch 2.6 and later find the devices of their bridges again, with their addresses.
    func restart() async throws {
        try await onOwnThread("restart \(host.name)") {
            try startSwitch()
            try waitForTunnels()
            try configureUnderlay()
        }
    }

    private func startDatabase() throws {
        for directory in [host.directory, host.runDirectory, host.directory + "/log"] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        }
        let database = host.directory + "/conf.db"
        try Command(["ovsdb-tool", "create", database, try Self.schema()]).run()
        try start([
            "ovsdb-server", database, "--remote=punix:\(host.databaseSocket)",
            "--unixctl=\(host.runDirectory)/ovsdb-server.ctl", "--log-file=\(host.directory)/log/ovsdb-server.log",
            "-vconsole:off", "--no-chdir",
        ])
        try wait(for: host.databaseSocket)
    }

    private func startSwitch() throws {
        try Command.disableOffloads(of: Fabric.uplink, in: host.namespace)
        try Command.ip(["link set \(Fabric.uplink) up"], in: host.namespace)
        try start([
            "ovs-vswitchd", "unix:\(host.databaseSocket)", "--unixctl=\(host.switchControlSocket)",
            "--pidfile=\(host.switchProcessFile)", "--log-file=\(host.switchLog)", "-vconsole:off", "--no-chdir",
        ])
        try wait(for: host.switchControlSocket)
    }

    private func configureUnderlay() throws {
        try Command.ip(
            [
                "addr replace \(host.underlayAddress)/16 dev \(EmulatedHost.physicalBridge)",
                "link set \(EmulatedHost.physicalBridge) up", "link set \(EmulatedHost.bridge) up",
            ], in: host.namespace)
    }

    private func start(_ arguments: [String]) throws {
        _ = try ChildProcess.start(arguments, in: host.namespace, environment: host.environment)
    }

    private func wait(for socket: String) throws {
        guard MonotonicTime.poll(for: limit, until: { UnixSocket.accepts(at: socket) }) else {
            throw TestbedError(
                .timedOut, "nobody accepts at \(socket) of host \(host.name) after \(limit); see \(host.directory)/log")
        }
    }

    /// A switch takes commands before it has its bridges, and knows none about tunnels then.
    private func waitForTunnels() throws {
        let question = Command(["ovs-appctl", "--target=\(host.switchControlSocket)", "tnl/neigh/show"])
        let knows = try MonotonicTime.poll(every: .milliseconds(20), for: limit) {
            try question.runUnchecked().status == 0
        }
        guard knows else {
            throw TestbedError(.timedOut, "\(host.name) has no bridges after \(limit); see \(host.switchLog)")
        }
    }

    private static func schema() throws(TestbedError) -> String {
        let places = ["/usr/share/openvswitch", "/usr/local/share/openvswitch"].map { $0 + "/vswitch.ovsschema" }
        guard let found = places.first(where: { access($0, R_OK) == 0 }) else {
            throw TestbedError(.unsupported, "no vswitch.ovsschema in \(places); install openvswitch-switch")
        }
        return found
    }
}
