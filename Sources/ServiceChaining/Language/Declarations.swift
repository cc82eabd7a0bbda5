public import NetworkTypes

extension Endpoint {
    /// An endpoint with prefixes as text.
    ///
    /// Nothing traps on a text that is no prefix (or has host bits set): it is kept in ``unreadablePrefixes``, matches
    /// no packet, and is reported by ``Policy/diagnostics(for:)``.
    ///
    /// ```swift
    /// Endpoint("branch", "10.1.0.0/16", "2001:db8:1::/48")
    /// ```
    public init(_ id: EndpointID, _ prefixes: String...) {
        self.init(id, prefixes: prefixes.compactMap { IPPrefix(exactly: $0) })
        unreadablePrefixes = prefixes.filter { IPPrefix(exactly: $0) == nil }
    }

    /// The endpoint, attached to a switch port.
    public func attached(to port: SwitchPort, mac: MACAddress) -> Endpoint {
        var copy = self
        copy.attachment = EndpointAttachment(port: port, mac: mac)
        return copy
    }
}

extension ServiceFunctionForwarder {
    /// A port of this switch.
    public func port(_ number: PortNumber) -> SwitchPort { SwitchPort(datapath, number) }
}

extension ServiceInstance {
    /// An instance of a function that is at hand as a value.
    public init(
        _ id: InstanceID, of function: ServiceFunction, at attachment: InstanceAttachment, state: State = .active,
        weight: Int = 1, serves: ChainID? = nil
    ) {
        self.init(id, of: function.id, at: attachment, state: state, weight: weight, serves: serves)
    }
}
