public import NetworkTypes
public import ServiceChaining

extension EmulatedHost {
    public var datapath: DatapathID { DatapathID(rawValue: datapathID) }

    /// The host's `br0` as a policy knows it.
    /// - Throws: `badSpecification` for an underlay address that is none.
    public func forwarder() throws(TestbedError) -> ServiceFunctionForwarder {
        guard let address = IPv4Address(underlayAddress) else {
            throw TestbedError(.badSpecification, "'\(underlayAddress)' of host \(name) is not an IPv4 address")
        }
        return ServiceFunctionForwarder(
            name, datapath: datapath,
            tunnel: TunnelEndpoint(port: PortNumber(rawValue: Self.tunnelPort.number), address: address))
    }
}

extension AttachedEndpoint {
    /// The endpoint as a policy knows it, with its own addresses and no others.
    public func endpoint(on host: EmulatedHost) throws(TestbedError) -> Endpoint {
        let own = try ([address] + otherAddresses).map { text throws(TestbedError) in
            guard let address = IPAddress(text) else {
                throw TestbedError(.badSpecification, "'\(text)' of endpoint \(name) is not an address")
            }
            return IPPrefix(host: address)
        }
        return Endpoint(
            EndpointID(name), prefixes: own,
            attachment: EndpointAttachment(port: host.port(port), mac: try MACAddress(of: name, mac)))
    }
}

extension AttachedBox {
    /// The box as an instance of a function.
    public func instance(of function: FunctionID, on host: EmulatedHost) throws(TestbedError) -> ServiceInstance {
        ServiceInstance(
            InstanceID(name), of: function,
            at: InstanceAttachment(
                left: host.port(left.port), right: host.port(right.port),
                leftMAC: kind.routes ? try MACAddress(of: name, left.mac) : nil,
                rightMAC: kind.routes ? try MACAddress(of: name, right.mac) : nil))
    }
}

extension BoxKind {
    /// What the box does to the headers that identify a flow.
    public var headers: HeaderTreatment {
        if terminates { return .terminates }
        return keepsAddresses ? .preserves : .mangles
    }
}

extension EmulatedHost {
    fileprivate func port(_ port: BridgePort) -> SwitchPort {
        SwitchPort(datapath, PortNumber(rawValue: port.number))
    }
}

extension MACAddress {
    fileprivate init(of owner: String, _ text: String) throws(TestbedError) {
        guard let address = MACAddress(text) else {
            throw TestbedError(.badSpecification, "'\(text)' of \(owner) is not a MAC address")
        }
        self = address
    }
}
