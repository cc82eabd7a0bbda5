internal import CloudTopology
internal import FlowDistribution
internal import NetworkTypes
internal import ServiceChaining

/// A tenant written down in Swift, how its traffic is best split, and what there is to lose when bandwidth goes.
@main
enum DistributeInSwift {
    static func main() throws {
        // Each switch is in a rack of its own: switch 1 in rack 0 and so on.
        var cloud = DistributionProblem(rackCount: 3)
        cloud.leeway = 0.2
        // A cache answers half of what it is asked, so half as much goes on to the server.
        let traffic = TenantProblem.Traffic(volumes: ["web": 80], gains: ["cache": 0.5])
        var shop = try TenantProblem(tenant, traffic, in: cloud) { place in
            switch place {
            case .endpoint(let endpoint): rack(endpoint.attachment?.port)
            case .instance(let instance): rack(instance.attachment.left)
            }
        }
        // One distributor for all questions: it keeps its memory.
        let distributor = FlowDistributor()
        let uplink = RackPair(from: RackID(0), to: RackID(1))
        for bandwidth in [80.0, 40, 20] {
            shop.problem.bandwidthLimits = [.init(uplink, available: bandwidth)]
            print("\(text(bandwidth)) free from rack 0 to rack 1")
            switch try distributor.solve(shop.problem) {
            case .optimal(let distribution): show(distribution, of: shop, over: uplink)
            case .infeasible(let why): show(why, of: shop)
            case .limit: print("  gave up")
            }
        }
    }

    private static func show(_ distribution: Distribution, of shop: TenantProblem, over uplink: RackPair) {
        let sites = shop.problem.sites
        print("  footprint: \(text(distribution.objective)) of volume between racks")
        let crossing = distribution.flows.filter {
            sites[$0.from.index].rack == uplink.from && sites[$0.to.index].rack == uplink.to
        }
        print("  of it from rack 0 to rack 1: \(text(crossing.reduce(0) { $0 + $1.volume }))")
        for (instance, site) in shop.instances.sorted(by: { $0.key < $1.key }) {
            let load = distribution.flows.filter { $0.to == site }.reduce(0) { $0 + $1.volume }
            print("  \(instance) in rack \(sites[site.index].rack) takes \(text(load))")
        }
        for path in distribution.paths(of: shop.problem, totalWeight: 100) {
            let route = shop.instances(of: path).map(\.name).joined(separator: " → ")
            print("  weight \(path.weight): \(shop.chains[path.chain]) through \(route)")
        }
    }

    /// What is lacking, and by how much.
    private static func show(_ why: Infeasibility, of shop: TenantProblem) {
        print("  no split keeps every load within 20 % of its part")
        for shortfall in why.shortfalls {
            switch shortfall.resource {
            case .bandwidth(let pair):
                print("  rack \(pair.from) to rack \(pair.to) lacks \(text(shortfall.amount))")
            case .link(let link): print("  link \(link) lacks \(text(shortfall.amount))")
            case .capacity(let site):
                let name = shop.instance(at: site)?.name ?? "?"
                print("  \(name) lacks \(text(shortfall.amount)) of capacity")
            }
        }
    }

    /// Two decimals at most, of a number that is not negative.
    private static func text(_ value: Double) -> String {
        let hundredths = Int(value * 100 + 0.5)
        return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
    }

    private static func rack(_ port: SwitchPort?) -> RackID? {
        port.map { RackID(Int($0.datapath.rawValue) - 1) }
    }

    /// Clients in rack 0 reach a web server in rack 1, through a firewall and a cache with two instances each.
    private static let tenant = Tenant("shop") {
        let clients = Endpoint("clients", "10.1.0.0/16").attached(to: port(1, 2), mac: mac(1))
        let server = Endpoint("server", "10.9.0.0/24").attached(to: port(2, 2), mac: mac(2))
        let firewall = ServiceFunction("firewall", image: "nft-firewall")
        let cache = ServiceFunction("cache", image: "varnish")

        ServiceInstance("fw1", of: firewall, at: attachment(on: 1))
        ServiceInstance("fw2", of: firewall, at: attachment(on: 2))
        ServiceInstance("cache1", of: cache, at: attachment(on: 2, from: 5))
        ServiceInstance("cache2", of: cache, at: attachment(on: 3))

        Chain("web", from: clients, to: server, .tcp(80)) {
            firewall; cache
        }
    }

    private static func port(_ datapath: UInt64, _ number: UInt32) -> SwitchPort {
        SwitchPort(DatapathID(rawValue: datapath), PortNumber(rawValue: number))
    }

    private static func attachment(on datapath: UInt64, from number: UInt32 = 3) -> InstanceAttachment {
        InstanceAttachment(left: port(datapath, number), right: port(datapath, number + 1))
    }

    private static func mac(_ number: UInt64) -> MACAddress { MACAddress(rawValue: 0x02_00_00_00_00_00 | number) }
}
