import NetworkTypes
import ServiceChaining

/// A policy without mistakes, to which tests add one.
enum SamplePolicy {
    static let s1 = ServiceFunctionForwarder(
        "s1", datapath: 1, tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, 1)))
    static let s2 = ServiceFunctionForwarder(
        "s2", datapath: 2, tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, 2)))

    static func mac(_ number: UInt64) -> MACAddress { MACAddress(rawValue: 0x0200_0000_0000 | number) }

    static func instance(
        _ id: InstanceID, of function: FunctionID, on forwarder: ServiceFunctionForwarder, _ left: UInt32
    ) -> ServiceInstance {
        let ports = (PortNumber(rawValue: left), PortNumber(rawValue: left + 1))
        return ServiceInstance(
            id, of: function,
            at: InstanceAttachment(left: forwarder.port(ports.0), right: forwarder.port(ports.1)))
    }

    static let sound = Policy(
        forwarders: [s1, s2],
        tenants: [
            Tenant(
                id: "acme",
                endpoints: [
                    Endpoint("client", "10.1.0.0/24", "2001:db8:1::/64").attached(to: s1.port(2), mac: mac(1)),
                    Endpoint("server", "10.2.0.0/24", "2001:db8:2::/64").attached(to: s2.port(2), mac: mac(2)),
                ],
                functions: [
                    ServiceFunction("firewall", image: "nft-firewall", instances: 1...2),
                    ServiceFunction("snat", image: "nft-snat", headers: .mangles),
                ],
                instances: [
                    instance("fw1", of: "firewall", on: s1, 10), instance("fw2", of: "firewall", on: s2, 10),
                    instance("nat1", of: "snat", on: s2, 12),
                ],
                chains: [
                    ServiceFunctionChain(
                        "web", from: "client", to: "server", matching: [.tcp(80, 443)], through: ["firewall", "snat"]),
                    ServiceFunctionChain(
                        "names", from: "client", to: "server", matching: [.udp(53)], through: ["firewall"],
                        direction: .unidirectional),
                ])
        ])
}
