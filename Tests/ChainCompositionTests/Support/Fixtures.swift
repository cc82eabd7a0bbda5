import NetworkTypes
import ServiceChaining

/// Small policies by hand, attached to switches in a fixed pattern.
enum Fixture {
    /// The deployment of the paper's figure 1: both chains share a firewall and a proxy, one goes on to an IPS.
    static func figure1(proxies: Int = 2, firstPort: UInt32 = 2) -> Policy {
        var ports = PortGiver(switches: 2, firstPort: firstPort)
        let endpoints = [
            ports.endpoint("branch", "10.1.0.0/16"), ports.endpoint("home", "10.2.0.0/16"),
            ports.endpoint("web", "10.9.0.0/24"),
        ]
        var instances = [ports.instance("fw1", "firewall"), ports.instance("ips1", "ips")]
        instances += (0..<proxies).map { ports.instance("proxy\($0 + 1)", "proxy", hasMACs: true) }
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
                    "branch-web", from: "branch", to: "web", matching: [.tcp(80, 443)],
                    through: ["firewall", "proxy"]),
                ServiceFunctionChain(
                    "home-web", from: "home", to: "web", matching: [.tcp(80, 443)],
                    through: ["firewall", "proxy", "ips"]),
            ])
        return Policy(forwarders: ports.forwarders, tenants: [tenant])
    }

    /// Boxes of every kind in one sticky chain that keeps markings: transparent, understanding, routed, with one port, a
    /// tap, and one that rewrites and has one port.
    static func everyKind(_ tags: TagEncapsulation) -> Policy {
        var ports = PortGiver(switches: 2)
        let endpoints = [ports.endpoint("client", "10.1.0.0/24"), ports.endpoint("server", "10.2.0.0/24")]
        let functions = [
            ServiceFunction("bridge", image: "bridge"), ServiceFunction("aware", image: "bridge", understands: tags),
            ServiceFunction("tap", image: "ids", insertion: .tap), ServiceFunction("router", image: "router"),
            ServiceFunction("arm", image: "router"), ServiceFunction("nat", image: "nat", headers: .mangles),
        ]
        var instances = functions.prefix(4).flatMap { function in
            (1...2).map {
                ports.instance(InstanceID("\(function.id)\($0)"), function.id, hasMACs: function.id == "router")
            }
        }
        instances += ["arm", "nat"].map { (function: FunctionID) in
            ServiceInstance(
                InstanceID("\(function)1"), of: function,
                at: InstanceAttachment(oneArmed: ports.port(), mac: ports.mac()))
        }
        var chain = ServiceFunctionChain(
            "web", from: "client", to: "server", through: functions.map(\.id), stickiness: .addressesAndProtocol)
        chain.keptMarkings = [46, 10].compactMap { DSCP(rawValue: $0) }
        return Policy(
            forwarders: ports.forwarders,
            tenants: [
                Tenant(
                    id: "acme", endpoints: endpoints, functions: functions, instances: instances, chains: [chain],
                    tags: tags)
            ])
    }

    /// client → passthrough → NAT → server, with the given numbers of instances.
    static func golden(passthrough: Int, nat: Int, switches: Int = 3) -> Policy {
        var ports = PortGiver(switches: switches)
        let endpoints = [ports.endpoint("client", "10.1.0.0/24"), ports.endpoint("server", "10.2.0.0/24")]
        // All ports are given out first, so that an instance has the same ones whatever the numbers are.
        let passthroughs = (1...16).map { ports.instance("p\($0)", "passthrough") }
        let nats = (1...4).map { ports.instance("nat\($0)", "nat", hasMACs: true) }
        let instances = Array(passthroughs.prefix(passthrough) + nats.prefix(nat))
        let tenant = Tenant(
            id: "acme", endpoints: endpoints,
            functions: [
                ServiceFunction("passthrough", image: "bridge"),
                ServiceFunction("nat", image: "nft-snat", headers: .mangles),
            ],
            instances: instances,
            chains: [
                ServiceFunctionChain("web", from: "client", to: "server", through: ["passthrough", "nat"])
            ])
        return Policy(forwarders: ports.forwarders, tenants: [tenant])
    }
}

/// Plugs things into switches, one after the other, each into the next free port.
struct PortGiver {
    let forwarders: [ServiceFunctionForwarder]
    private var next: [UInt32]
    private var turn = 0
    private var lastMAC: UInt64 = 0x02_00_00_00_00_00

    init(switches: Int, firstPort: UInt32 = 2) {
        forwarders = (1...max(switches, 1)).map { number in
            ServiceFunctionForwarder(
                "s\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                tunnel: TunnelEndpoint(
                    port: 1, address: IPv4Address(rawValue: IPv4Address(172, 31, 0, 0).rawValue + UInt32(number))))
        }
        next = Array(repeating: firstPort, count: max(switches, 1))
    }

    mutating func port(on index: Int? = nil) -> SwitchPort {
        let chosen = index ?? turn % next.count
        turn += 1
        defer { next[chosen] += 1 }
        return SwitchPort(forwarders[chosen].datapath, PortNumber(rawValue: next[chosen]))
    }

    mutating func mac() -> MACAddress {
        lastMAC += 1
        return MACAddress(rawValue: lastMAC)
    }

    mutating func endpoint(_ id: EndpointID, _ prefix: String, on index: Int? = nil) -> Endpoint {
        Endpoint(
            id, prefixes: [prefix].compactMap { IPPrefix($0) },
            attachment: EndpointAttachment(port: port(on: index), mac: mac()))
    }

    mutating func instance(
        _ id: InstanceID, _ function: FunctionID, hasMACs: Bool = false, on index: Int? = nil
    ) -> ServiceInstance {
        let chosen = index ?? turn % next.count
        let left = port(on: chosen), right = port(on: chosen)
        return ServiceInstance(
            id, of: function,
            at: InstanceAttachment(
                left: left, right: right, leftMAC: hasMACs ? mac() : nil, rightMAC: hasMACs ? mac() : nil))
    }
}
