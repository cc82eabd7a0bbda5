internal import NetworkTypes
internal import OVSDB
internal import OVSDBNIO
internal import Stratos

/// What the testbed asks of a host's Open vSwitch database, through the project's own provisioner.
struct SwitchDatabase: Sendable {
    let socket: String

    private var provisioner: NetworkProvisioner { NetworkProvisioner(database: .unix(path: socket)) }

    /// Makes the bridges of a new host, and waits until its ovs-vswitchd has them.
    func createBridges(
        of host: EmulatedHost, uplink: String, _ encapsulation: SwitchNetwork.Encapsulation
    ) async throws {
        try await provisioner.ensure(
            SwitchNetwork(
                bridge: BridgeConfiguration(
                    name: BridgeName(EmulatedHost.physicalBridge), datapathType: .userspace, failMode: .standalone,
                    hardwareAddress: host.underlayMAC),
                ports: [OVSDB.PortConfiguration(name: PortName(uplink))]))
        try await provisioner.ensure(
            SwitchNetwork(
                bridge: BridgeConfiguration(
                    name: BridgeName(EmulatedHost.bridge), datapathType: .userspace, failMode: .secure,
                    protocols: ["OpenFlow13", "OpenFlow14", "OpenFlow15"], datapathID: host.datapathID,
                    otherConfig: ["disable-in-band": "true"]),
                tunnels: .flowBased(
                    name: PortName(EmulatedHost.tunnelPort.name),
                    port: PortNumber(rawValue: EmulatedHost.tunnelPort.number), encapsulation: encapsulation)))
    }

    /// Adds ports to a bridge with the port numbers asked for, and waits until the switch has them.
    func add(_ ports: [BridgePort], to bridge: String) async throws {
        let wanted = ports.map { OVSDB.PortConfiguration(name: PortName($0.name), openFlowPort: $0.number) }
        let given = try await provisioner.ensure(
            SwitchNetwork(bridge: BridgeConfiguration(name: BridgeName(bridge)), ports: wanted))
        for port in ports where given[PortName(port.name)]?.rawValue != port.number {
            let number = given[PortName(port.name)].map(\.description) ?? "none"
            throw TestbedError(
                .commandFailed, "the switch gave port \(port.name) number \(number) instead of \(port.number)")
        }
    }

    func remove(_ ports: [String], from bridge: String) async throws {
        try await provisioner.remove(ports: ports.map { PortName($0) })
    }

    /// Makes the target the bridge's only controller, asked for every second until it listens.
    func setController(of bridge: String, to target: String) async throws {
        try await provisioner.ensure(
            SwitchNetwork(
                bridge: BridgeConfiguration(name: BridgeName(bridge)),
                controllers: ControllerConfiguration(targets: [target], maximumBackoffMilliseconds: 1000)))
    }
}
