internal import NetworkTypes
package import ServiceChaining

/// Small policies by hand, plugged into switches with the ports 2, 3, 4…
package enum SampleDeployment {
    /// client → {p1, p2} → one box that rewrites packets → server, over three switches.
    package static func golden(last: HeaderTreatment, passthroughs: Int = 2) -> Policy {
        var draft = Draft(switches: 3)
        let client = draft.endpoint("client", "10.1.0.0/24", on: 1)
        let server = draft.endpoint("server", "10.2.0.0/24", on: 3)
        let rewriting = draft.instance("last1", of: "last", on: 3, hasMACs: true)
        let instances = (1...max(passthroughs, 1)).map {
            draft.instance(InstanceID("p\($0)"), of: "passthrough", on: $0 == 3 ? 1 : 2)
        }
        let tenant = Tenant(
            id: "acme", endpoints: [client, server],
            functions: [
                ServiceFunction("passthrough", image: "bridge"), ServiceFunction("last", image: "box", headers: last),
            ],
            instances: instances + [rewriting],
            chains: [
                ServiceFunctionChain("web", from: "client", to: "server", through: ["passthrough", "last"])
            ])
        return Policy(forwarders: draft.forwarders, tenants: [tenant])
    }

    /// Two chains share a firewall and a proxy, which is cloned since one of them goes on to an IPS (Stratos, figure 1).
    package static func figure1(firewalls: Int = 2) -> Policy {
        var draft = Draft(switches: 2)
        let endpoints = [
            draft.endpoint("branch", "10.1.0.0/16", on: 1), draft.endpoint("home", "10.2.0.0/16", on: 2),
            draft.endpoint("web", "10.9.0.0/24", on: 1),
        ]
        var instances = (1...2).map { draft.instance(InstanceID("proxy\($0)"), of: "proxy", on: $0, hasMACs: true) }
        instances += (1...2).map { draft.instance(InstanceID("ips\($0)"), of: "ips", on: $0) }
        instances += (1...max(firewalls, 1)).map {
            draft.instance(InstanceID("fw\($0)"), of: "firewall", on: 1 + $0 % 2, hasMACs: true)
        }
        let match = TrafficMatch(
            transport: .tcp, destinationPorts: [PortRange(80...80), PortRange(8000...8010)])
        let tenant = Tenant(
            id: "acme", endpoints: endpoints,
            functions: [
                ServiceFunction("firewall", image: "nft-firewall"),
                ServiceFunction("proxy", image: "haproxy", headers: .terminates),
                ServiceFunction("ips", image: "inspector"),
            ],
            instances: instances,
            chains: [
                ServiceFunctionChain(
                    "branch-web", from: "branch", to: "web", matching: [match], through: ["firewall", "proxy"]),
                ServiceFunctionChain(
                    "home-web", from: "home", to: "web", matching: [match], through: ["firewall", "proxy", "ips"]),
            ])
        return Policy(forwarders: draft.forwarders, tenants: [tenant])
    }
}

/// Gives each thing the next free port of its switch.
private struct Draft {
    let forwarders: [ServiceFunctionForwarder]
    private var lastPort: [DatapathID: UInt32] = [:]
    private var lastMAC: UInt64 = 0x02_00_00_00_00_00

    init(switches: UInt8) {
        forwarders = (1...switches).map { number in
            ServiceFunctionForwarder(
                "h\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, number)))
        }
    }

    mutating func endpoint(_ id: EndpointID, _ prefix: String, on datapath: UInt64) -> Endpoint {
        Endpoint(
            id, prefixes: [prefix].compactMap { IPPrefix($0) },
            attachment: EndpointAttachment(port: port(datapath), mac: mac()))
    }

    mutating func instance(
        _ id: InstanceID, of function: FunctionID, on datapath: Int, hasMACs: Bool = false
    ) -> ServiceInstance {
        let left = port(UInt64(datapath)), right = port(UInt64(datapath))
        return ServiceInstance(
            id, of: function,
            at: InstanceAttachment(
                left: left, right: right, leftMAC: hasMACs ? mac() : nil, rightMAC: hasMACs ? mac() : nil))
    }

    private mutating func port(_ datapath: UInt64) -> SwitchPort {
        let datapath = DatapathID(rawValue: datapath)
        let number = (lastPort[datapath] ?? 1) + 1
        lastPort[datapath] = number
        return SwitchPort(datapath, PortNumber(rawValue: number))
    }

    private mutating func mac() -> MACAddress {
        lastMAC += 1
        return MACAddress(rawValue: lastMAC)
    }
}
