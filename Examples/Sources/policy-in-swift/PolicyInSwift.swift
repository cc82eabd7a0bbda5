internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// A policy written down in Swift, composed, and printed: the chains of the paper's figure 1.
@main
enum PolicyInSwift {
    static func main() throws {
        let policy = figure1
        // Every mistake at once, each with its place and what to do about it.
        for diagnostic in policy.diagnostics(for: .deployment) { print(diagnostic) }

        let plan = try ChainComposer().plan(for: policy)
        for tenant in plan.tenantsInOrder { show(tenant) }
        for (datapath, program) in RuleCompiler(engine: ResidentEngine()).compile(plan).sorted(by: { $0.key < $1.key })
        {
            print("switch \(datapath): \(program.rules.count) rules, \(program.groups.count) groups")
        }
    }

    private static func show(_ tenant: TenantPlan) {
        for chain in tenant.transformed.chains {
            let clones = chain.clones.compactMap { tenant.transformed[$0]?.label }
            let stops = [chain.source.name] + clones + [chain.destination.name]
            print("\(chain.chain): \(stops.joined(separator: " → "))")
        }
        for path in tenant.paths {
            let label = tenant[subchain: path.subchain]?.label ?? ""
            let route = path.route.instances.map(\.name).joined(separator: " → ")
            print("  \(path.id), \(label): \(route.isEmpty ? "straight" : route)")
            print(
                "    marked \(path.tags.forward.rawValue) on the way there, \(path.tags.reverse.rawValue) on the way back"
            )
        }
    }

    /// Branch offices and people at home reach a web farm. Both pass a firewall and a proxy; traffic from homes is
    /// inspected as well, although behind the proxy nothing but the proxy is left to tell by where it came from.
    static var figure1: Policy {
        let s1 = ServiceFunctionForwarder(
            "s1", datapath: 1, tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, 1)))
        let s2 = ServiceFunctionForwarder(
            "s2", datapath: 2, tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, 2)))

        return Policy {
            s1
            s2
            Tenant("acme") {
                let branch = Endpoint("branch", "10.1.0.0/16").attached(to: s1.port(2), mac: mac(1))
                let home = Endpoint("home", "10.2.0.0/16").attached(to: s2.port(2), mac: mac(2))
                let web = Endpoint("web", "10.9.0.0/24").attached(to: s1.port(3), mac: mac(3))
                let firewall = ServiceFunction("firewall", image: "nft-firewall")
                let proxy = ServiceFunction("proxy", image: "haproxy", headers: .terminates)
                let ips = ServiceFunction("ips", image: "inspector", instances: 1...8)

                ServiceInstance("fw1", of: firewall, at: InstanceAttachment(left: s2.port(3), right: s2.port(4)))
                ServiceInstance("ips1", of: ips, at: InstanceAttachment(left: s1.port(4), right: s1.port(5)))
                ServiceInstance(
                    "proxy1", of: proxy,
                    at: InstanceAttachment(left: s2.port(5), right: s2.port(6), leftMAC: mac(4), rightMAC: mac(5)))
                ServiceInstance(
                    "proxy2", of: proxy,
                    at: InstanceAttachment(left: s2.port(7), right: s2.port(8), leftMAC: mac(6), rightMAC: mac(7)))

                Chain("branch-web", from: branch, to: web, .tcp(80, 443)) {
                    firewall; proxy
                }
                .objective(.meanLatency(below: .milliseconds(45), for: .seconds(10)))
                Chain("home-web", from: home, to: web, .tcp(80, 443)) {
                    firewall; proxy; ips
                }
            }
        }
    }

    private static func mac(_ number: UInt64) -> MACAddress { MACAddress(rawValue: 0x02_00_00_00_00_00 | number) }
}
