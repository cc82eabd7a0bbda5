import NetworkTypes
import ServiceChaining

/// A cloud of many equal tenants, each thing of each tenant on the next switch in turn.
public struct LargeCloud: Sendable {
    public var tenants = 1_000
    public var chains = 3
    public var functions = 5
    public var instances = 3
    public var switches = 500

    public init() {}

    /// The number of middlebox instances of all tenants.
    public var instanceCount: Int { tenants * functions * instances }

    public func policy() -> Policy {
        var ports = Ports(switches: switches)
        return Policy(forwarders: ports.forwarders, tenants: (0..<tenants).map { tenant($0, &ports) })
    }

    /// The chains share the tenant's functions, each in its own order; the last function of each rewrites packets in
    /// no tenant, so that all have the same number of paths.
    private func tenant(_ number: Int, _ ports: inout Ports) -> Tenant {
        let block = IPv4Address(rawValue: 0x0A00_0000 + UInt32(truncatingIfNeeded: number) << 12)
        let endpoints = (0..<(chains + 1)).map { index in
            let prefix = IPPrefix(
                .v4(IPv4Address(rawValue: block.rawValue + UInt32(truncatingIfNeeded: index) << 8)), length: 24)
            return Endpoint(
                "e\(index)", prefixes: prefix.map { [$0] } ?? [],
                attachment: EndpointAttachment(port: ports.next(), mac: ports.mac()))
        }
        let names = (0..<functions).map { FunctionID("f\($0)") }
        return Tenant(
            id: "t\(number)", endpoints: endpoints, functions: names.map { ServiceFunction($0, image: "box") },
            instances: names.flatMap { name in
                (0..<instances).map { index in
                    let (left, right) = ports.pair()
                    return ServiceInstance(
                        "\(name).\(index)", of: name, at: InstanceAttachment(left: left, right: right))
                }
            },
            chains: (0..<chains).map { index in
                ServiceFunctionChain(
                    "c\(index)", from: EndpointID("e\(index)"), to: EndpointID("e\(chains)"),
                    matching: [.tcp(80, 443)], through: Array(names[(index % functions)...] + names[..<(index % functions)]))
            })
    }
}

/// Gives out ports, switch by switch.
private struct Ports {
    let forwarders: [ServiceFunctionForwarder]
    private var used: [UInt32]
    private var turn = 0
    private var macs: UInt64 = 0x02_00_00_00_00_00

    init(switches: Int) {
        forwarders = (0..<switches).map { index in
            ServiceFunctionForwarder(
                "s\(index)", datapath: DatapathID(rawValue: UInt64(index + 1)),
                tunnel: TunnelEndpoint(
                    port: 1, address: IPv4Address(rawValue: 0xAC10_0000 + UInt32(truncatingIfNeeded: index))))
        }
        used = Array(repeating: 1, count: switches)
    }

    mutating func next() -> SwitchPort {
        turn += 1
        return port(on: turn % used.count)
    }

    mutating func pair() -> (SwitchPort, SwitchPort) {
        turn += 1
        return (port(on: turn % used.count), port(on: turn % used.count))
    }

    mutating func mac() -> MACAddress {
        macs += 1
        return MACAddress(rawValue: macs)
    }

    private mutating func port(on index: Int) -> SwitchPort {
        used[index] += 1
        return SwitchPort(forwarders[index].datapath, PortNumber(rawValue: used[index]))
    }
}
