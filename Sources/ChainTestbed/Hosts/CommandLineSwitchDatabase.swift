internal import Foundation

/// The database through `ovs-vsctl`, a program that we did not write.
struct CommandLineSwitchDatabase: SwitchDatabase {
    var socket: String

    func createBridges(of host: EmulatedHost, uplink: String) async throws {
        let datapathID = String(format: "%016lx", host.datapathID)
        try await run(
            [
                ["set", "Open_vSwitch", ".", "external_ids:system-id=\(host.name)"],
                ["add-br", EmulatedHost.physicalBridge],
                [
                    "set", "Bridge", EmulatedHost.physicalBridge, "datapath_type=netdev", "fail_mode=standalone",
                    "other_config:hwaddr=\"\(host.underlayMAC)\"",
                ],
                ["add-port", EmulatedHost.physicalBridge, uplink],
                ["add-br", EmulatedHost.bridge],
                [
                    "set", "Bridge", EmulatedHost.bridge, "datapath_type=netdev", "fail_mode=secure",
                    "protocols=OpenFlow13,OpenFlow14,OpenFlow15", "other_config:datapath-id=\(datapathID)",
                    "other_config:disable-in-band=true",
                ],
                ["add-port", EmulatedHost.bridge, EmulatedHost.tunnelPort.name],
                [
                    "set", "Interface", EmulatedHost.tunnelPort.name, "type=vxlan", "options:remote_ip=flow",
                    "options:key=flow", "ofport_request=\(EmulatedHost.tunnelPort.number)",
                ],
            ], options: ["--no-wait"])
    }

    func settle(timeout: Duration) async throws {
        try await run([["set", "Open_vSwitch", ".", "external_ids:settled=true"]], timeout: timeout)
    }

    func add(_ ports: [SwitchPort], to bridge: String) async throws {
        try await run(
            ports.flatMap { port in
                [
                    ["add-port", bridge, port.name],
                    ["set", "Interface", port.name, "ofport_request=\(port.number)"],
                ]
            })
        for port in ports {
            let answer = try await run([["get", "Interface", port.name, "ofport"]])
            guard answer.trimmingCharacters(in: .whitespacesAndNewlines) == String(port.number) else {
                throw TestbedError(
                    .commandFailed, "the switch gave port \(port.name) number \(answer) instead of \(port.number)")
            }
        }
    }

    func remove(_ ports: [String], from bridge: String) async throws {
        try await run(ports.map { ["--if-exists", "del-port", bridge, $0] })
    }

    func setController(of bridge: String, to target: String) async throws {
        // A short back-off: the controller of a test listens when it is ready, often after the switch has tried.
        try await run([
            ["set-controller", bridge, target],
            ["set", "Controller", bridge, "connection-mode=out-of-band", "max_backoff=1000"],
        ])
    }

    /// Performs the commands in one transaction and returns what they print.
    @discardableResult
    private func run(
        _ commands: [[String]], options: [String] = [], timeout: Duration = .seconds(10)
    ) async throws -> String {
        let separated = commands.enumerated().flatMap { $0.offset == 0 ? $0.element : ["--"] + $0.element }
        let limit = "--timeout=\(max(1, timeout.components.seconds))"
        var command = Command(["ovs-vsctl", "--db=unix:\(socket)", limit] + options + ["--"] + separated)
        command.timeout = timeout + .seconds(1)
        let finished = command
        return try await onOwnThread("ovs-vsctl") { try finished.run().standardOutput }
    }
}
