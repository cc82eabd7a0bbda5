public import NetworkTypes

/// Where traffic starts or ends: a group of addresses behind one switch port.
public struct Endpoint: Hashable, Sendable {
    public var id: EndpointID
    /// The addresses that live here; at least one prefix, of either family.
    public var prefixes: [IPPrefix]
    /// Texts given as prefixes that are none; they match nothing and ``Policy/diagnostics(for:)`` reports them.
    public var unreadablePrefixes: [String] = []
    /// Where it is attached; `nil` while that is not known, which is enough to validate and to evaluate.
    public var attachment: EndpointAttachment?

    public init(_ id: EndpointID, prefixes: [IPPrefix], attachment: EndpointAttachment? = nil) {
        self.id = id
        self.prefixes = prefixes
        self.attachment = attachment
    }
}

/// The switch port of an endpoint, and the MAC address to which packets for it are sent there.
public struct EndpointAttachment: Hashable, Sendable {
    public var port: SwitchPort
    public var mac: MACAddress

    public init(port: SwitchPort, mac: MACAddress) {
        self.port = port
        self.mac = mac
    }
}
