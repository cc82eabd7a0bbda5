import CloudTopology
import FlowDistribution
import LinearProgramming
import NetworkTypes
import ServiceChaining
import Testing

struct PolicyTests {
    private static let racks: [String: Int] = [
        "client": 0, "server": 1, "fw1": 0, "fw2": 1, "fw3": 1, "fw4": 1, "proxy1": 1,
    ]

    private static func rack(_ place: TenantProblem.Place) -> RackID? {
        switch place {
        case .endpoint(let endpoint): racks[endpoint.id.name].map { RackID($0) }
        case .instance(let instance): racks[instance.id.name].map { RackID($0) }
        }
    }

    private static var tenant: Tenant {
        func instance(
            _ id: InstanceID, _ function: FunctionID, _ state: ServiceInstance.State = .active, weight: Int = 1
        ) -> ServiceInstance {
            .init(
                id, of: function, at: .init(left: SwitchPort(1, 1), right: SwitchPort(1, 2)), state: state,
                weight: weight)
        }
        return Tenant(
            id: "acme", endpoints: [.init("client", prefixes: []), .init("server", prefixes: [])],
            functions: [.init("firewall", image: "fw"), .init("proxy", image: "p", headers: .terminates)],
            instances: [
                instance("fw1", "firewall"), instance("fw2", "firewall", weight: 3),
                instance("fw3", "firewall", .draining), instance("fw4", "firewall", weight: 0),
                instance("proxy1", "proxy"),
            ],
            chains: [
                .init("web", from: "client", to: "server", through: ["firewall", "proxy"]),
                .init("mail", from: "client", to: "server", through: ["firewall"], direction: .unidirectional),
                .init("idle", from: "server", to: "client", through: ["proxy"]),
            ])
    }

    private static let traffic = TenantProblem.Traffic(
        volumes: ["web": 80, "mail": 20], reverseVolumes: ["web": 40, "mail": 10], gains: ["proxy": 0.5],
        reverseGains: ["proxy": 2], capacities: ["fw1": 70])

    @Test func buildsTheProblemOfAPolicy() throws {
        let built = try TenantProblem(
            Self.tenant, Self.traffic, in: DistributionProblem(rackCount: 2), rack: Self.rack)
        let problem = built.problem
        try problem.validate()
        try problem.validateNames()
        #expect(built.chains == ["web", "mail"])
        #expect(problem.chains.map(\.name) == ["web", "mail"])
        #expect(problem.chains.map(\.volume) == [80, 20])
        #expect(problem.chains.map(\.reverseVolume) == [40, 0])
        #expect(problem.chains[0].positions.map(\.gain) == [1, 0.5])
        #expect(problem.chains[0].positions.map(\.reverseGain) == [1, 2])
        #expect(problem.chains[0].positions[0] == problem.chains[1].positions[0])
        #expect(problem.chains[0].positions[0].instances.map { built.instance(at: $0) } == ["fw1", "fw2"])
        #expect(problem.chains[0].sources.map { built.endpoint(at: $0.site) } == ["client"])
        #expect(problem.chains[0].sinks.map { built.endpoint(at: $0) } == ["server"])
        let (one, two) = (try #require(built.instances["fw1"]), try #require(built.instances["fw2"]))
        #expect(problem.sites[one.index].capacity == 70 && problem.sites[one.index].rack == RackID(0))
        #expect(problem.sites[two.index].size == 3 && problem.sites[two.index].rack == RackID(1))
        #expect(built.instances.count == 3 && built.endpoints.count == 2)
        #expect(built.instance(at: built.endpoints["client"] ?? SiteID(99)) == nil)
    }

    @Test func namesThePathsThatItFinds() throws {
        let built = try TenantProblem(
            Self.tenant, Self.traffic, in: DistributionProblem(rackCount: 2),
            assignment: ["web": ["firewall": ["fw2"]]], rack: Self.rack)
        let result = try GeneralDistributor(ReferenceSimplex()).solve(built.problem)
        let paths = try #require(result.distribution).paths(of: built.problem, totalWeight: 8)
        #expect(paths.first.map { built.instances(of: $0) } == ["fw2", "proxy1"])
        #expect(paths.filter { $0.chain == 1 }.flatMap { built.instances(of: $0) }.sorted() == ["fw1", "fw2"])
    }

    @Test func saysWhatIsMissing() {
        func error(
            _ tenant: Tenant = Self.tenant, _ traffic: TenantProblem.Traffic = Self.traffic,
            assignment: TenantProblem.Assignment = [:], rack: (TenantProblem.Place) -> RackID? = Self.rack
        ) -> DistributionError? {
            do throws(DistributionError) {
                _ = try TenantProblem(
                    tenant, traffic, in: DistributionProblem(rackCount: 2), assignment: assignment, rack: rack)
                return nil
            } catch {
                return error
            }
        }
        #expect(error() == nil)
        #expect(error(rack: { _ in nil }) == .init(.unknownRack, "", at: "endpoints[client]"))
        let noInstances = { (place: TenantProblem.Place) -> RackID? in
            if case .endpoint = place { RackID(0) } else { nil }
        }
        #expect(error(rack: noInstances) == .init(.unknownRack, "", at: "instances[fw1]"))
        #expect(
            error(Self.tenant, .init(volumes: ["wbe": 1])) == .init(.unknownSite, "", at: "volumes[wbe]"))
        #expect(
            error(assignment: ["web": ["firewall": ["fw3"]]])
                == .init(.unknownSite, "", at: "assignment[web][firewall]"))
        #expect(error(assignment: ["web": ["proxy": []]]) == .init(.empty, "", at: "instances"))
        var tenant = Self.tenant
        tenant.endpoints.removeLast()
        #expect(error(tenant) == .init(.unknownSite, "", at: "endpoints[server]"))
    }
}
