import NetworkTypes
import ServiceChaining

/// A client and a server on two switches, and instances by hand: each gets the next two free ports.
struct SmallDeployment {
    var policy: Policy
    private var ports: [UInt32] = [2, 2]
    private var macs: UInt64 = 0x02_00_00_00_00_00

    static let client: EndpointID = "client"
    static let server: EndpointID = "server"

    init(functions: [ServiceFunction], chains: [ServiceFunctionChain]) {
        policy = Policy(
            forwarders: (1...2).map { number in
                ServiceFunctionForwarder(
                    "s\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                    tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, UInt8(number))))
            },
            tenants: [Tenant(id: "acme", endpoints: [], functions: functions, chains: chains)])
        policy.tenants[0].endpoints = [
            endpoint(Self.client, "10.1.0.0/24", on: 1), endpoint(Self.server, "10.2.0.0/24", on: 2),
        ]
    }

    var tenant: Tenant { policy.tenants[0] }

    private mutating func port(on datapath: Int) -> SwitchPort {
        defer { ports[datapath - 1] += 1 }
        return SwitchPort(DatapathID(rawValue: UInt64(datapath)), PortNumber(rawValue: ports[datapath - 1]))
    }

    private mutating func mac() -> MACAddress {
        macs += 1
        return MACAddress(rawValue: macs)
    }

    private mutating func endpoint(_ id: EndpointID, _ prefix: String, on datapath: Int) -> Endpoint {
        Endpoint(
            id, prefixes: [prefix].compactMap { IPPrefix($0) },
            attachment: EndpointAttachment(port: port(on: datapath), mac: mac()))
    }

    /// Adds an instance to the policy; boxes that rewrite get addresses.
    mutating func add(_ id: InstanceID, of function: FunctionID, on datapath: Int, isRouted: Bool = false) {
        let left = port(on: datapath), right = port(on: datapath)
        policy.tenants[0].instances.append(
            ServiceInstance(
                id, of: function,
                at: InstanceAttachment(
                    left: left, right: right, leftMAC: isRouted ? mac() : nil, rightMAC: isRouted ? mac() : nil)))
    }

    /// Adds an instance with one port.
    mutating func addOneArmed(_ id: InstanceID, of function: FunctionID, on datapath: Int, isRouted: Bool = false) {
        policy.tenants[0].instances.append(
            ServiceInstance(
                id, of: function,
                at: InstanceAttachment(oneArmed: port(on: datapath), mac: isRouted ? mac() : nil)))
    }

    mutating func remove(_ id: InstanceID) { policy.tenants[0].instances.removeAll { $0.id == id } }

    /// A flow from the client to the server.
    static func flow(_ transport: IPProtocol = .tcp, from port: UInt16, to service: UInt16 = 80) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, 2, 0, 10)), transport: transport,
            sourcePort: TransportPort(rawValue: port), destinationPort: TransportPort(rawValue: service))
    }
}
