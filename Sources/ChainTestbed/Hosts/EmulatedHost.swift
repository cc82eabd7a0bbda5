/// A host of the testbed: a network namespace with an ovsdb-server and an ovs-vswitchd of its own.
///
/// `br-phy` carries the uplink and the underlay address, `br0` the endpoints, the boxes and one VXLAN port whose remote
/// address and key come from flows. The switch forwards in user space, so no kernel module is needed.
public struct EmulatedHost: Sendable, Hashable, Codable {
    /// The bridge that a controller programs.
    public static let bridge = "br0"
    /// The bridge that joins the host to the underlay.
    public static let physicalBridge = "br-phy"
    /// The VXLAN port of `br0` (`remote_ip=flow`, `key=flow`), at the same number on every host.
    public static let tunnelPort = BridgePort(name: "vxlan0", number: 1)

    public var name: String
    public var namespace: NetworkNamespace
    /// Datapath id of `br0`.
    public var datapathID: UInt64
    /// The address that other hosts' tunnels reach this host at: what a flow writes into `tun_dst`.
    public var underlayAddress: String
    public var underlayMAC: String
    /// Files of this host: sockets, database and logs.
    public var directory: String

    /// Where ovs-vswitchd may connect to: it takes `unix:` targets below this directory only.
    public var runDirectory: String { directory + "/run" }
    /// The socket that a controller in the root namespace listens on for this host.
    public var controllerSocket: String { runDirectory + "/controller.sock" }
    /// The socket of ovsdb-server; its OVSDB target is `unix:` and this path.
    public var databaseSocket: String { runDirectory + "/db.sock" }
    /// The socket for `ovs-appctl --target`.
    public var switchControlSocket: String { runDirectory + "/ovs-vswitchd.ctl" }
    /// Where ovs-vswitchd writes its process id.
    var switchProcessFile: String { runDirectory + "/ovs-vswitchd.pid" }
    /// The OpenFlow socket of `br0` for `ovs-ofctl`.
    public var managementSocket: String { "\(runDirectory)/\(Self.bridge).mgmt" }
    /// The log of ovs-vswitchd.
    public var switchLog: String { directory + "/log/ovs-vswitchd.log" }

    /// Makes the switch connect to `controllerSocket`: at once when somebody listens, else every second.
    public func connectController() async throws {
        try await database.setController(of: Self.bridge, to: "unix:\(controllerSocket)")
    }

    var database: SwitchDatabase { SwitchDatabase(socket: databaseSocket) }

    var environment: [String: String] {
        [
            "OVS_RUNDIR": runDirectory, "OVS_LOGDIR": directory + "/log", "OVS_DBDIR": directory,
            "OVS_SYSCONFDIR": directory,
        ]
    }
}

extension EmulatedHost {
    /// Runs `ovs-ofctl` on `br0`: an oracle, and a way to install rules by hand.
    ///
    /// ```swift
    /// try await host.ofctl("add-flows", ["-"], input: "in_port=10,actions=output:11\n")
    /// print(try await host.ofctl("dump-flows"))
    /// ```
    /// - Parameters:
    ///   - command: such as `dump-flows`, `add-flow`, `dump-groups`; the switch is added after it.
    ///   - options: placed before the command, such as `--bundle`.
    /// - Returns: What the program printed.
    /// - Throws: `commandFailed` with the program's own message, `timedOut`.
    @discardableResult
    public func ofctl(
        _ command: String, _ arguments: [String] = [], options: [String] = [], input: String = "",
        timeout: Duration = .seconds(10)
    ) async throws -> String {
        let versions = ["-O", "OpenFlow13,OpenFlow14,OpenFlow15"]
        var run = Command(
            ["ovs-ofctl"] + versions + options + [command, "unix:\(managementSocket)"] + arguments)
        run.input = input
        run.timeout = timeout
        return try await run.outputOnOwnThread()
    }

    /// Runs `ovs-appctl` on the host's ovs-vswitchd.
    ///
    /// ```swift
    /// try await host.appctl(["ofproto/trace", "br0", "in_port=10,tcp,nw_src=10.1.0.10,nw_dst=10.2.0.10"])
    /// try await host.appctl(["dpctl/dump-conntrack"])
    /// ```
    @discardableResult
    public func appctl(_ arguments: [String], timeout: Duration = .seconds(10)) async throws -> String {
        var run = Command(["ovs-appctl", "--target=\(switchControlSocket)"] + arguments)
        run.timeout = timeout
        return try await run.outputOnOwnThread()
    }
}

extension Command {
    /// Runs the command on a thread of its own and returns what it printed.
    func outputOnOwnThread() async throws -> String {
        try await onOwnThread("command") { try run().standardOutput }
    }
}
