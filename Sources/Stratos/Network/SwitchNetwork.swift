public import NetworkTypes
public import OVSDB

/// What one host's virtual switch is to be like: its bridge, its tunnels, its ports and its controller.
///
/// A value; ``NetworkProvisioner`` makes a real switch like it.
public struct SwitchNetwork: Hashable, Sendable {
    public var bridge: BridgeConfiguration
    public var tunnels: Tunnels
    public var ports: [OVSDB.PortConfiguration]
    /// `nil` leaves the bridge's controllers as they are.
    public var controllers: ControllerConfiguration?

    public init(
        bridge: BridgeConfiguration, tunnels: Tunnels = .none, ports: [OVSDB.PortConfiguration] = [],
        controllers: ControllerConfiguration? = nil
    ) {
        self.bridge = bridge
        self.tunnels = tunnels
        self.ports = ports
        self.controllers = controllers
    }

    /// How the switch reaches other switches (Stratos § 6, "Forwarding controller and data plane").
    public enum Tunnels: Hashable, Sendable {
        case none
        /// One port to everywhere: the rule that sends names the peer and the key.
        case flowBased(name: PortName, port: PortNumber, encapsulation: Encapsulation = .vxlan)
    }

    /// What tunnels look like on the wire.
    public enum Encapsulation: String, Hashable, Sendable, CaseIterable {
        /// RFC 7348.
        case vxlan
        /// RFC 8926; its options can carry tags.
        case geneve
    }

    /// Every port that the switch is to have, tunnels included.
    var allPorts: [OVSDB.PortConfiguration] {
        switch tunnels {
        case .none: ports
        case .flowBased(let name, let port, .vxlan):
            ports + [.vxlan(name: name, remote: .perFlow, key: .perFlow, openFlowPort: port.rawValue)]
        case .flowBased(let name, let port, .geneve):
            ports + [.geneve(name: name, remote: .perFlow, key: .perFlow, openFlowPort: port.rawValue)]
        }
    }
}
