import NetworkTypes
import ServiceChaining

/// A tenant on two switches, endpoints plugged in at ports 2, 3, … of the first and boxes from port 10 on.
enum SmallPolicy {
    static func policy(_ tenant: Tenant) -> Policy {
        let forwarders = (1...2).map { number in
            ServiceFunctionForwarder(
                "s\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, UInt8(clamping: number))))
        }
        return Policy(forwarders: forwarders, tenants: [tenant])
    }

    /// Endpoints of 10.1.0.0/16, 10.2.0.0/16, …
    static func endpoints(_ names: EndpointID...) -> [Endpoint] {
        names.enumerated().map { index, name in
            Endpoint(
                name, prefixes: [IPPrefix("10.\(index + 1).0.0/16")].compactMap { $0 },
                attachment: EndpointAttachment(
                    port: SwitchPort(1, PortNumber(rawValue: UInt32(2 + index))),
                    mac: MACAddress(rawValue: 0x02_00_00_00_00_10 + UInt64(index))))
        }
    }

    /// Instance number `index` of a tenant: with two ports of its own.
    static func instance(
        _ name: InstanceID, of function: FunctionID, _ index: Int, on datapath: DatapathID = 1
    ) -> ServiceInstance {
        let left = PortNumber(rawValue: UInt32(10 + 2 * index)), right = PortNumber(rawValue: UInt32(11 + 2 * index))
        return ServiceInstance(
            name, of: function,
            at: InstanceAttachment(left: SwitchPort(datapath, left), right: SwitchPort(datapath, right)))
    }

    /// A connection of 10.1.0.1 to a host of another endpoint.
    static func flow(to destination: UInt8, _ source: Int, port: UInt16) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, 1)), destination: .v4(IPv4Address(10, destination, 0, 1)),
            transport: .tcp, sourcePort: TransportPort(rawValue: UInt16(clamping: 2000 + source)),
            destinationPort: TransportPort(rawValue: port))
    }
}
