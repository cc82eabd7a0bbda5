public import NetworkTypes
public import OpenFlow

/// A port of an emulated switch.
public struct EmulatedPort: Hashable, Sendable {
    public let number: PortNumber
    public var name: String
    public var hardwareAddress: MACAddress
    /// The state of the link.
    public var hasLink: Bool
    /// What the controller wants of it.
    public var configuration: PortConfiguration
    /// Where packets go that leave by it, if it is the end of a tunnel.
    public var tunnel: TunnelEnd?
    /// True for a Geneve tunnel, whose packets carry options; VXLAN's do not.
    public var carriesOptions = true

    public init(
        _ number: PortNumber, name: String? = nil, hardwareAddress: MACAddress? = nil, tunnel: TunnelEnd? = nil
    ) {
        self.number = number
        self.name = name ?? "port\(number)"
        self.hardwareAddress = hardwareAddress ?? MACAddress(rawValue: 0x02_00_00_00_00_00 | UInt64(number.rawValue))
        self.tunnel = tunnel
        hasLink = true
        configuration = []
    }

    /// True where packets can leave by it.
    public var isUp: Bool { hasLink && !configuration.contains(.portDown) }

    var description: PortDescription {
        PortDescription(
            number: number, hardwareAddress: hardwareAddress, name: FixedText(name), configuration: configuration,
            state: hasLink ? .live : .linkDown)
    }
}

/// The far end of a tunnel port.
public enum TunnelEnd: Hashable, Sendable {
    /// The rule says it with `tun_dst` (`options:remote_ip=flow`); arrivals from anywhere come in here.
    case flow
    /// A fixed peer (`options:remote_ip=ADDRESS`); arrivals from it come in here.
    case fixed(IPv4Address)
}
