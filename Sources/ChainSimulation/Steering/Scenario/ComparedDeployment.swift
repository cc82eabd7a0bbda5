internal import NetworkTypes
internal import ServiceChaining

/// The deployment on which the ways of steering are compared: three chains over four switches.
///
/// Two of the chains are those of the paper's figure 1, with a source NAT in the place of the proxy: both go through it
/// to the same destination, one of them goes on to an IPS. Behind the NAT their headers say the same.
///
/// ```text
/// branch → firewall → nat → web
/// home   → firewall → nat → ips → web
/// home   → firewall → ips → mail
/// ```
struct ComparedDeployment {
    static let tenant: TenantID = "acme"
    private(set) var policy: Policy
    private var lastPort: [DatapathID: UInt32] = [:]
    private var lastMAC: UInt64 = 0x02_00_00_00_00_00
    private var launched: [FunctionID: Int] = [:]

    init(hasManglingBoxes: Bool) {
        let forwarders = (1...4).map { (number: UInt8) in
            ServiceFunctionForwarder(
                "s\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, number)))
        }
        let nat =
            hasManglingBoxes
            ? ServiceFunction(
                "nat", image: "nft-snat", headers: .mangles, rewrites: [.sourceAddress, .sourcePort])
            : ServiceFunction("nat", image: "nft-firewall")
        let functions = [
            ServiceFunction("firewall", image: "nft-firewall"), nat, ServiceFunction("ips", image: "inspector"),
        ]
        policy = Policy(
            forwarders: forwarders,
            tenants: [Tenant(id: Self.tenant, endpoints: [], functions: functions, chains: Self.chains)])
        attachEndpoints()
        launchInstances()
    }

    private static let chains = [
        ServiceFunctionChain(
            "branch-web", from: "branch", to: "web", matching: [.tcp(80)], through: ["firewall", "nat"]),
        ServiceFunctionChain(
            "home-web", from: "home", to: "web", matching: [.tcp(80)], through: ["firewall", "nat", "ips"]),
        ServiceFunctionChain(
            "home-mail", from: "home", to: "mail", matching: [.tcp(25)], through: ["firewall", "ips"]),
    ]

    private mutating func attachEndpoints() {
        let places: [(EndpointID, String, DatapathID)] = [
            ("branch", "10.1.0.0/16", 1), ("home", "10.2.0.0/16", 2), ("web", "10.9.0.0/24", 3),
            ("mail", "10.8.0.0/24", 4),
        ]
        for (id, prefix, datapath) in places {
            let attachment = EndpointAttachment(port: port(on: datapath), mac: mac())
            policy.tenants[0].endpoints.append(
                Endpoint(id, prefixes: [prefix].compactMap { IPPrefix($0) }, attachment: attachment))
        }
    }

    /// Two of each function, of the NAT one for each chain that it serves.
    private mutating func launchInstances() {
        let places: [(FunctionID, DatapathID, ChainID?)] = [
            ("firewall", 1, nil), ("firewall", 2, nil), ("nat", 2, "branch-web"), ("nat", 3, "home-web"),
            ("ips", 3, nil), ("ips", 4, nil),
        ]
        for (function, datapath, chain) in places { add(instance(of: function, on: datapath, serving: chain)) }
    }

    /// A new instance that is not part of the policy yet. Methods that do not clone functions let it serve all chains.
    mutating func instance(
        of function: FunctionID, on datapath: DatapathID, serving chain: ChainID?
    ) -> ServiceInstance {
        launched[function, default: 0] += 1
        let isRouted = function == "nat"
        return ServiceInstance(
            "\(function)\(launched[function] ?? 1)", of: function,
            at: InstanceAttachment(
                left: port(on: datapath), right: port(on: datapath), leftMAC: isRouted ? mac() : nil,
                rightMAC: isRouted ? mac() : nil),
            weight: 2, serves: isRouted ? chain : nil)
    }

    mutating func add(_ instance: ServiceInstance) { policy.tenants[0].instances.append(instance) }

    mutating func change(_ instance: InstanceID, _ body: (inout ServiceInstance) -> Void) {
        guard let index = policy.tenants[0].instances.firstIndex(where: { $0.id == instance }) else { return }
        body(&policy.tenants[0].instances[index])
    }

    mutating func remove(_ instance: InstanceID) {
        policy.tenants[0].instances.removeAll { $0.id == instance }
    }

    private mutating func port(on datapath: DatapathID) -> SwitchPort {
        lastPort[datapath, default: 1] += 1
        return SwitchPort(datapath, PortNumber(rawValue: lastPort[datapath] ?? 2))
    }

    private mutating func mac() -> MACAddress {
        lastMAC += 1
        return MACAddress(rawValue: lastMAC)
    }
}
