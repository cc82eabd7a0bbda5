import ChainComposition
import CloudTopology
import FlowDistribution
import NetworkTypes
import ServiceChaining
import SteeringTestSupport
import Stratos
import Testing

/// What flow distribution decides is what the plan carries.
@Suite struct TenantDistributionTests {
    private static let figure1 = SampleDeployment.figure1(firewalls: 3)
    private static let volumes: [ChainID: Double] = ["branch-web": 60, "home-web": 40]

    /// The plan that carries the best distribution, and the weights that were given to the composer.
    private static func distribute(
        _ policy: Policy, volumes: [ChainID: Double] = volumes, limits: [DistributionProblem.BandwidthLimit] = []
    ) throws -> (plan: SteeringPlan, weights: ChainComposer.PathWeights) {
        let tenant = try #require(policy.tenants.first)
        let composed = try ChainComposer().plan(for: policy)
        var split = try TenantDistribution(of: tenant.id, in: policy, composedAs: composed, volumes: volumes)
        split.problem.bandwidthLimits = limits
        let best = try #require(try FlowDistributor().solve(split.problem).distribution)
        let weights = split.weights(by: best)
        return (try ChainComposer().plan(for: policy, after: composed, weights: weights), weights)
    }

    @Test func thePlanCarriesTheWeights() throws {
        let (plan, weights) = try Self.distribute(Self.figure1)
        #expect(weights.count == 3, "both chains, and what is behind the proxy of homes")
        for (subchain, routes) in weights {
            for (route, weight) in routes {
                let path = plan.paths.first { $0.subchain == subchain && $0.route == route && $0.state == .active }
                #expect(path?.weight == weight)
            }
            #expect(plan.paths.filter { $0.subchain == subchain && $0.weight > 0 }.count == routes.count)
        }
        for head in plan.tenantsInOrder.flatMap(\.heads) where weights[head.subchain] != nil {
            #expect(head.choices.reduce(0) { $0 + $1.weight } == 1000)
        }
    }

    @Test func clonesServeTheirOwnChainsOnly() throws {
        let (plan, weights) = try Self.distribute(Self.figure1)
        let tenant = try #require(plan.tenants["acme"])
        for chain in tenant.transformed.chains {
            let proxy = chain.clones[1]
            let routes = try #require(weights[.source("acme", chain.chain)])
            #expect(routes.keys.allSatisfy { tenant.assignment[$0.instances[1]] == proxy })
        }
        let behind = weights.first { if case .behind = $0.key { true } else { false } }
        let heads = try #require(behind).value.keys.map(\.head)
        #expect(Set(heads).count == 1, "one proxy serves homes, and it alone sends to the IPS")
        #expect(Set(try #require(behind).value.keys.flatMap(\.instances)) == ["ips1", "ips2"])
    }

    @Test func aBoxThatDrainsStillHasAWayOn() throws {
        var policy = Self.figure1
        let serving = try #require(
            try ChainComposer().plan(for: policy).tenants["acme"]?.assignment.first { id, clone in
                clone.function == "proxy" && clone.suffixes.first?.functions == ["ips"]
            }?.key)
        var draining = try #require(policy.tenants[0][instance: serving])
        draining.id = "old"
        draining.serves = "home-web"
        draining.state = .draining
        let port = { (number: UInt32) in SwitchPort(draining.attachment.left.datapath, PortNumber(rawValue: number)) }
        (draining.attachment.left, draining.attachment.right) = (port(90), port(91))
        policy.tenants[0].instances.append(draining)
        let (plan, weights) = try Self.distribute(policy)
        let behind = try #require(weights.first { if case .behind = $0.key { true } else { false } })
        let ways = Dictionary(grouping: behind.value.keys, by: \.head).mapValues { Set($0.map(\.instances)) }
        #expect(ways[.instance("old")] == ways[.instance(serving)])
        #expect(plan.paths.allSatisfy { !$0.route.instances.contains("old") })
    }

    /// A box in the client's rack saves a step. Of 100 it takes the 40 that the balance allows, unless fewer may go
    /// from there to the proxy's rack.
    @Test func aRackLimitShiftsWeights() throws {
        let policy = SampleDeployment.golden(last: .terminates, passthroughs: 3)
        let pair = RackPair(from: RackID(0), to: RackID(2))
        for (available, weight) in [(1000.0, 400), (30, 300)] {
            let (plan, weights) = try Self.distribute(
                policy, volumes: ["web": 100], limits: [.init(pair, available: available)])
            let routes = try #require(weights[.source("acme", "web")])
            #expect(routes.filter { $0.key.instances[0] == "p3" }.values.reduce(0, +) == weight)
            let crossing = try PlanLoads(plan, policy.tenants[0], ["web": 100]).crossings[pair]
            #expect(crossing == Double(weight) / 10)
        }
    }

    @Test("each instance is within its band", arguments: 0..<40 as Range<UInt64>)
    func loads(seed: UInt64) throws {
        var deployment = RandomDeployment(seed: seed)
        for tenant in deployment.policy.tenants {
            let policy = Policy(forwarders: deployment.policy.forwarders, tenants: [tenant])
            let volumes = Dictionary(
                uniqueKeysWithValues: tenant.chains.map {
                    ($0.id, Double(Int.random(in: 1...100, using: &deployment.random)))
                })
            let plan: SteeringPlan
            do {
                plan = try Self.distribute(policy, volumes: volumes).plan
            } catch let failure as CompositionFailure where failure.problems.allSatisfy({ $0.code == .tagsExhausted }) {
                continue
            }
            let loads = try PlanLoads(plan, tenant, volumes)
            let slack = 0.02 * volumes.values.reduce(0, +)
            for (instance, fair) in loads.fair {
                let load = loads.loads[instance] ?? 0
                #expect(abs(load - fair) <= 0.2 * fair + slack, "\(tenant.id) \(instance): \(load), fair is \(fair)")
            }
        }
    }

    @Test func repliesCountWhereTheChainIsSymmetric() throws {
        var policy = Self.figure1
        let composed = try ChainComposer().plan(for: policy)
        let both = try TenantDistribution(of: "acme", in: policy, composedAs: composed, volumes: Self.volumes)
        #expect(both.problem.chains.map(\.reverseVolume) == [60, 40])
        policy.tenants[0].functions[1].headers = .preserves
        policy.tenants[0].chains[1].direction = .unidirectional
        let replanned = try ChainComposer().plan(for: policy)
        let one = try TenantDistribution(of: "acme", in: policy, composedAs: replanned, volumes: Self.volumes)
        #expect(one.problem.chains.map(\.reverseVolume) == [60, 0])
    }

    @Test func whatDoesNotFitIsRefused() throws {
        var policy = Self.figure1
        let composed = try ChainComposer().plan(for: policy)
        func code(_ tenant: TenantID, racks: [DatapathID: RackID]? = nil) -> DistributionError.Code? {
            do throws(DistributionError) {
                _ = try TenantDistribution(
                    of: tenant, in: policy, composedAs: composed, volumes: Self.volumes, racks: racks)
                return nil
            } catch { return error.code }
        }
        #expect(code("acme") == nil)
        #expect(code("nobody") == .unknownSite)
        #expect(code("acme", racks: [1: RackID(0)]) == .unknownRack)
        policy.tenants[0].chains[0].functions = ["proxy"]
        #expect(code("acme") == .unknownSite, "the plan is of other chains")
    }
}
