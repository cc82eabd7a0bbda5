/// A client or server to be attached to a host's `br0`.
public struct EndpointSpecification: Sendable, Hashable {
    /// 1 to 10 lower-case letters, digits and dashes, unique in the testbed; also the name of its switch port.
    public var name: String
    /// Address and prefix length, such as `10.1.0.10/24`.
    public var address: String
    /// Its default route; nil for an endpoint that talks to its own prefix only.
    public var gateway: VirtualGateway?

    public init(name: String, address: String, gateway: VirtualGateway? = VirtualGateway()) {
        self.name = name
        self.address = address
        self.gateway = gateway
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
    public var mac: String
    /// Its port of the host's `br0`.
    public var port: BridgePort
}
