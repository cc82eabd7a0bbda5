/// A client or server to be attached to a host's `br0`.
public struct EndpointSpecification: Sendable, Hashable {
    /// 1 to 10 lower-case letters, digits and dashes, unique in the testbed; also the name of its switch port.
    public var name: String
    /// Address and prefix length, such as `10.1.0.10/24` or `2001:db8:1::10/64`.
    public var address: String
    /// More of the kind, of either family.
    public var otherAddresses: [String] = []
    /// Its default route; nil for an endpoint that talks to its own prefix only.
    public var gateway: VirtualGateway?
    /// The default route of IPv6; used where an address is of that family.
    public var gateway6 = VirtualGateway(address: VirtualGateway.address6, resolution: .asked)

    public init(name: String, address: String, gateway: VirtualGateway? = VirtualGateway()) {
        self.name = name
        self.address = address
        self.gateway = gateway
    }
}

extension EndpointSpecification {
    var addresses: [String] { [address] + otherAddresses }

    var speaksIPv6: Bool { addresses.contains(where: \.isIPv6) }

    /// Lines of `ip -batch` that give the interface its addresses and the endpoint its routes.
    ///
    /// An IPv6 address is taken without asking whether it is free (RFC 4862 § 5.4), which would take a second.
    func commands(for interface: String) -> [String] {
        addresses.map { "addr add \($0) dev \(interface)" + ($0.isIPv6 ? " nodad" : "") }
            + (gateway?.routes(through: interface) ?? [])
            + (speaksIPv6 ? gateway6.routes(through: interface) : [])
    }
}

/// An endpoint of the running testbed: a namespace with one interface, `eth0`.
public struct AttachedEndpoint: Sendable, Hashable, Codable {
    public static let interface = "eth0"

    public var name: String
    /// The name of the host that it is attached to.
    public var host: String
    public var namespace: NetworkNamespace
    /// Its address without the prefix length.
    public var address: String
    /// The others that it has.
    public var otherAddresses: [String]
    public var mac: String
    /// Its port of the host's `br0`.
    public var port: BridgePort
}
