/// What a port with one interface should be like. A property that is nil, and a key of `externalIDs` that is not
/// named, stays as it is.
///
/// ```swift
/// let box = PortConfiguration(name: "box-in", openFlowPort: 5)
/// let tunnel = PortConfiguration.vxlan(name: "vx0", remote: .perFlow, key: .perFlow)
/// ```
public struct PortConfiguration: Hashable, Sendable {
    /// What stands behind an interface (`type`).
    public struct InterfaceType: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A network device that exists already, for example one end of a veth pair.
        public static let system = InterfaceType(rawValue: "")
        /// A device that Open vSwitch makes.
        public static let `internal` = InterfaceType(rawValue: "internal")
        public static let vxlan = InterfaceType(rawValue: "vxlan")
        public static let geneve = InterfaceType(rawValue: "geneve")
        /// One end of a cable to another bridge of the same switch; `options:peer` names the other.
        public static let patch = InterfaceType(rawValue: "patch")
    }

    public var name: PortName
    public var type: InterfaceType?
    /// All options of the interface; others are removed.
    public var options: [String: String]?
    /// The OpenFlow port number to ask for, 1–65279 (`ofport_request`).
    public var openFlowPort: UInt32?
    /// The MTU in bytes to ask for (`mtu_request`).
    public var mtu: Int?
    /// The VLAN whose access port this is, 0–4095.
    public var accessVLAN: Int?
    public var externalIDs: [String: String]

    public init(
        name: PortName, type: InterfaceType? = nil, options: [String: String]? = nil, openFlowPort: UInt32? = nil,
        mtu: Int? = nil, accessVLAN: Int? = nil, externalIDs: [String: String] = [:]
    ) {
        self.name = name
        self.type = type
        self.options = options
        self.openFlowPort = openFlowPort
        self.mtu = mtu
        self.accessVLAN = accessVLAN
        self.externalIDs = externalIDs
    }

    /// The columns of the interface that are replaced as a whole.
    var interfaceColumns: Row {
        var row = Row()
        row["type"] = type.map { .string($0.rawValue) }
        row["options"] = options.map { .dictionary($0) }
        row["ofport_request"] = openFlowPort.map { .integer(Int64($0)) }
        row["mtu_request"] = mtu.map { .integer(Int64($0)) }
        return row
    }

    /// The columns of the port that are replaced as a whole.
    var portColumns: Row {
        var row = Row()
        row["tag"] = accessVLAN.map { .integer(Int64($0)) }
        return row
    }
}

extension PortConfiguration {
    /// The other end of a tunnel (`options:remote_ip`).
    public enum TunnelRemote: Hashable, Sendable {
        /// The rule that outputs to the port sets it (`tun_dst`), so one port reaches every host.
        case perFlow
        /// An IPv4 or IPv6 address.
        case address(String)
    }

    /// The virtual network that a tunnel's packets belong to (`options:key`).
    public enum TunnelKey: Hashable, Sendable {
        /// The rule that outputs to the port sets it (`tun_id`).
        case perFlow
        /// A number of 24 bits.
        case number(UInt32)
    }

    /// A VXLAN tunnel.
    ///
    /// - Parameters:
    ///   - remote: The other host, or per flow for one port to all hosts.
    ///   - key: The tenant's virtual network, or per flow.
    ///   - local: The address to send from; nil lets the routing table choose.
    ///   - destinationPort: The UDP port; nil means 4789.
    public static func vxlan(
        name: PortName, remote: TunnelRemote, key: TunnelKey, local: String? = nil, destinationPort: UInt16? = nil,
        openFlowPort: UInt32? = nil, externalIDs: [String: String] = [:]
    ) -> PortConfiguration {
        PortConfiguration(
            name: name, type: .vxlan, options: tunnelOptions(remote, key, local, destinationPort),
            openFlowPort: openFlowPort, externalIDs: externalIDs)
    }

    /// A Geneve tunnel, whose packets can carry options.
    ///
    /// - Parameters:
    ///   - remote: The other host, or per flow for one port to all hosts.
    ///   - key: The tenant's virtual network, or per flow.
    ///   - local: The address to send from; nil lets the routing table choose.
    ///   - destinationPort: The UDP port; nil means 6081.
    public static func geneve(
        name: PortName, remote: TunnelRemote, key: TunnelKey, local: String? = nil, destinationPort: UInt16? = nil,
        openFlowPort: UInt32? = nil, externalIDs: [String: String] = [:]
    ) -> PortConfiguration {
        PortConfiguration(
            name: name, type: .geneve, options: tunnelOptions(remote, key, local, destinationPort),
            openFlowPort: openFlowPort, externalIDs: externalIDs)
    }

    private static func tunnelOptions(
        _ remote: TunnelRemote, _ key: TunnelKey, _ local: String?, _ destinationPort: UInt16?
    ) -> [String: String] {
        var options: [String: String] = [:]
        switch remote {
        case .perFlow: options["remote_ip"] = "flow"
        case .address(let address): options["remote_ip"] = address
        }
        switch key {
        case .perFlow: options["key"] = "flow"
        case .number(let number): options["key"] = String(number)
        }
        options["local_ip"] = local
        options["dst_port"] = destinationPort.map { String($0) }
        return options
    }

    /// One end of a patch cable between two bridges of one switch.
    public static func patch(
        name: PortName, peer: PortName, openFlowPort: UInt32? = nil, externalIDs: [String: String] = [:]
    ) -> PortConfiguration {
        PortConfiguration(
            name: name, type: .patch, options: ["peer": peer.rawValue], openFlowPort: openFlowPort,
            externalIDs: externalIDs)
    }
}
