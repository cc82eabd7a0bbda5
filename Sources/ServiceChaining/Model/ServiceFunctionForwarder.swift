public import NetworkTypes

/// A virtual switch to which endpoints and middlebox instances are attached (RFC 7665 § 4.3).
public struct ServiceFunctionForwarder: Hashable, Sendable {
    /// The name that policies and output files use, `s1`.
    public var name: String
    public var datapath: DatapathID
    /// How other switches reach this one; `nil` where it stands alone.
    public var tunnel: TunnelEndpoint?

    public init(_ name: String, datapath: DatapathID, tunnel: TunnelEndpoint? = nil) {
        self.name = name
        self.datapath = datapath
        self.tunnel = tunnel
    }
}

/// A switch's end of the tunnels: the flow-based VXLAN port, and the underlay address behind it (RFC 7348).
public struct TunnelEndpoint: Hashable, Sendable {
    public var port: PortNumber
    public var address: IPv4Address

    public init(port: PortNumber, address: IPv4Address) {
        self.port = port
        self.address = address
    }
}
