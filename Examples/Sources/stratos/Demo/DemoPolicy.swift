internal import NetworkTypes
internal import ServiceChaining

/// The deployment of the demonstration: the paper's figure 1 on two switches, with two firewalls.
enum DemoPolicy {
    static let tenant: TenantID = "acme"
    private static let s1 = ServiceFunctionForwarder(
        "s1", datapath: 1, tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, 1)))
    private static let s2 = ServiceFunctionForwarder(
        "s2", datapath: 2, tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, 2)))
    private static let firewall = ServiceFunction("firewall", image: "nft-firewall")
    private static let proxy = ServiceFunction("proxy", image: "haproxy", headers: .terminates)
    private static let ips = ServiceFunction("ips", image: "inspector", instances: 1...8)

    static func policy() -> Policy {
        let branch = Endpoint("branch", "10.1.0.0/16").attached(
            to: s1.port(2), mac: MACAddress(rawValue: 0x02_00_00_00_00_01))
        let home = Endpoint("home", "10.2.0.0/16").attached(
            to: s1.port(3), mac: MACAddress(rawValue: 0x02_00_00_00_00_02))
        let web = Endpoint("web", "10.9.0.0/24").attached(
            to: s2.port(2), mac: MACAddress(rawValue: 0x02_00_00_00_00_03))
        var tenant = Tenant(tenant) {
            Chain("branch-web", from: branch, to: web, .tcp(80, 443)) {
                firewall
                proxy
            }
            .objective(.meanLatency(below: .milliseconds(45), for: .seconds(10)))
            Chain("home-web", from: home, to: web, .tcp(80, 443)) {
                firewall
                proxy
                ips
            }
        }
        tenant.instances = [
            instance("fw1", firewall, s1, 10), instance("fw2", firewall, s2, 10),
            instance("proxy1", proxy, s1, 12), instance("proxy2", proxy, s2, 12), instance("ips1", ips, s2, 14),
        ]
        return Policy(forwarders: [s1, s2], tenants: [tenant])
    }

    /// The instance that is launched when traffic has grown.
    static let secondIPS = instance("ips2", ips, s1, 14)

    /// An instance on two neighbouring ports; routed boxes get addresses of their own.
    private static func instance(
        _ id: InstanceID, _ function: ServiceFunction, _ forwarder: ServiceFunctionForwarder, _ port: UInt32
    ) -> ServiceInstance {
        let routed = function.headers.breaksIdentity
        let mac = { (side: UInt64) in
            MACAddress(rawValue: 0x02_00_01_00_00_00 | forwarder.datapath.rawValue << 16 | UInt64(port) << 8 | side)
        }
        return ServiceInstance(
            id, of: function,
            at: InstanceAttachment(
                left: forwarder.port(PortNumber(rawValue: port)), right: forwarder.port(PortNumber(rawValue: port + 1)),
                leftMAC: routed ? mac(0) : nil, rightMAC: routed ? mac(1) : nil))
    }
}
