import NetworkTypes
import OpenFlow
import ServiceChaining
import Testing

@testable import ChainComposition

@Suite struct ReactiveSteeringTests {
    private static let client = Fixture.golden(passthrough: 1, nat: 1).tenants[0].endpoints[0]

    private static func flow(_ number: UInt16) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, 2, 0, 10)), transport: .udp,
            sourcePort: TransportPort(rawValue: number), destinationPort: 53)
    }

    private static func picked(_ decision: ReactiveSteering.Decision) -> PathID? {
        if case .install(let path, _) = decision { path } else { nil }
    }

    @Test("a chain that can match nothing takes nothing")
    func noClasses() throws {
        var policy = Fixture.golden(passthrough: 1, nat: 1)
        policy.tenants[0].endpoints[1].prefixes = [IPPrefix("fd00::/64")].compactMap { $0 }
        let port = try #require(Self.client.attachment?.port)
        var steering = ReactiveSteering(try ChainComposer().plan(for: policy))
        #expect(Self.picked(steering.decide(Self.flow(1000), at: port)) == nil)
    }

    @Test("a flow of which one end only listens keeps its path, and the path does not count as drained")
    func oneWay() throws {
        let plan = try ChainComposer().plan(for: Fixture.golden(passthrough: 2, nat: 1))
        let port = try #require(Self.client.attachment?.port)
        var steering = ReactiveSteering(plan, timeouts: .init(memory: .seconds(10)))
        let path = try #require(Self.picked(steering.decide(Self.flow(1000), at: port)))
        steering.ruleRemoved(Self.flow(1000), at: port, of: path, now: .seconds(60))
        steering.forget(now: .seconds(100))
        #expect(steering.flowsByPath == [path: 1], "the replies' rule is still there")
        for _ in 0..<3 { #expect(Self.picked(steering.decide(Self.flow(1000), at: port)) == path) }
    }

    @Test("flows that are over are forgotten though nobody asks for their numbers")
    func memoryIsBounded() throws {
        let plan = try ChainComposer().plan(for: Fixture.golden(passthrough: 1, nat: 1))
        let port = try #require(Self.client.attachment?.port)
        var steering = ReactiveSteering(plan, timeouts: .init(memory: .seconds(10)))
        for number in 1000..<3000 as Range<UInt16> {
            let flow = Self.flow(number), now = Duration.seconds(Int(number))
            let path = try #require(Self.picked(steering.decide(flow, at: port)))
            let end = try #require(plan.paths.first { $0.id == path }?.endPort)
            steering.ruleRemoved(flow, at: port, of: path, now: now)
            steering.ruleRemoved(flow.reversed, at: end, of: path, now: now)
        }
        #expect(steering.rememberedDirections <= 2 * 14)
    }

    @Test("news of a rule of a former path does not age the flow")
    func lateNews() throws {
        let plan = try ChainComposer().plan(for: Fixture.golden(passthrough: 1, nat: 1))
        let port = try #require(Self.client.attachment?.port)
        var steering = ReactiveSteering(plan, timeouts: .init(memory: .seconds(10)))
        let path = try #require(Self.picked(steering.decide(Self.flow(1000), at: port)))
        let end = try #require(plan.paths.first { $0.id == path }?.endPort)
        steering.ruleRemoved(Self.flow(1000), at: port, of: PathID(rawValue: 99), now: .zero)
        steering.ruleRemoved(Self.flow(1000).reversed, at: end, of: PathID(rawValue: 99), now: .zero)
        steering.forget(now: .seconds(60))
        #expect(steering.flowsByPath == [path: 1])
    }

    @Test("when classes change, what was dropped is asked about again; paths that go take their exact rules along")
    func outdatedRules() throws {
        var policy = Fixture.golden(passthrough: 2, nat: 1)
        let first = try ChainComposer().plan(for: policy)
        var steering = ReactiveSteering(first)
        #expect(steering.update(first).isEmpty)
        let gone = policy.tenants[0].instances.remove(at: 0)
        let second = try ChainComposer().plan(for: policy, after: first)
        let lost = first.paths.filter { $0.route.instances.contains(gone.id) }
        let marks = lost.flatMap { path in PathDirection.allCases.map { RuleCookie.path(path.id.mark($0)) } }
        #expect(Set(steering.update(second).map(\.1.cookie)) == Set(marks))
        policy.tenants[0].chains[0].matches = [.tcp(80)]
        let third = try ChainComposer().plan(for: policy, after: second)
        #expect(steering.update(third).map(\.1.cookie) == [RuleCookie.unclassified])
    }
}
