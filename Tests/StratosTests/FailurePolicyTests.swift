import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// What happens to new and to existing flows when instances fail, and when they are back; in both engines.
@Suite struct FailurePolicyTests {
    static let reactions: [FailurePolicy.Reaction] = [.closed, .open, .bypass, .backup("standby")]

    /// client → firewall → middle → tail → server, where the middle is what fails.
    static func deployment(
        _ reaction: FailurePolicy.Reaction, _ existing: FailurePolicy.ExistingFlows = .repin,
        middle: HeaderTreatment = .preserves, tail: HeaderTreatment = .preserves, instances: Int = 1
    ) -> SmallDeployment {
        let functions = [
            ServiceFunction("firewall", image: "box"),
            ServiceFunction(
                "middle", image: "box", headers: middle, onFailure: FailurePolicy(reaction, existing: existing)),
            ServiceFunction("tail", image: "box", headers: tail),
            ServiceFunction("standby", image: "box", headers: middle),
        ]
        var deployment = SmallDeployment(
            functions: functions,
            chains: [
                ServiceFunctionChain(
                    "web", from: SmallDeployment.client, to: SmallDeployment.server,
                    through: ["firewall", "middle", "tail"])
            ])
        deployment.add("fw1", of: "firewall", on: 1)
        for number in 1...instances {
            deployment.add("m\(number)", of: "middle", on: 1 + number % 2, isRouted: middle != .preserves)
        }
        deployment.add("t1", of: "tail", on: 2, isRouted: tail != .preserves)
        deployment.add("s1", of: "standby", on: 1, isRouted: middle != .preserves)
        return deployment
    }

    @Test("new flows", arguments: reactions, [true, false])
    func newFlows(reaction: FailurePolicy.Reaction, isResident: Bool) async throws {
        for middle in HeaderTreatment.allCases {
            for tail in HeaderTreatment.allCases {
                var bed = try await FailureBed(
                    Self.deployment(reaction, middle: middle, tail: tail), isResident: isResident)
                let name = Comment(rawValue: "\(middle), \(tail)")
                let flows = (1000..<1004 as Range<UInt16>).map { SmallDeployment.flow(from: $0) }
                #expect(bed.open(flows[0]) == (["firewall", "middle", "tail"], true), name)
                try await bed.report(failed: "m1")
                let verdict = bed.meaning(flows[1], failed: "m1")
                #expect(bed.open(flows[1]) == (verdict.functions, verdict.decision != nil), name)
                let during = bed.settle(flows[1])
                try await bed.report(recovered: ["m1"])
                #expect(bed.open(flows[2]) == (["firewall", "middle", "tail"], true), name)
                if verdict.decision != nil {
                    #expect(bed.settle(flows[1]) == during, "a flow of the meantime has moved: \(name)")
                    #expect(during.isComplete, name)
                }
            }
        }
    }

    @Test("flows through the instance that failed", arguments: FailurePolicy.ExistingFlows.allCases, [true, false])
    func existingFlows(existing: FailurePolicy.ExistingFlows, isResident: Bool) async throws {
        var bed = try await FailureBed(Self.deployment(.closed, existing, instances: 2), isResident: isResident)
        var through: [InstanceID: (tcp: FiveTuple, udp: FiveTuple)] = [:]
        for (number, id) in [(1, "m1"), (2, "m2")] as [(Int, InstanceID)] {
            let box = "acme/m\(number)"
            let tcp = (1000..<1040 as Range<UInt16>).lazy.map { SmallDeployment.flow(from: UInt16(number) * 100 + $0) }
                .first { bed.traffic.open($0, from: FailureBed.client).visits.contains(box) }
            let udp = (2000..<2040 as Range<UInt16>).lazy.map {
                SmallDeployment.flow(.udp, from: UInt16(number) * 100 + $0)
            }.first { bed.traffic.open($0, from: FailureBed.client).visits.contains(box) }
            through[id] = try (#require(tcp), #require(udp))
        }
        let failed = try #require(through["m1"]), healthy = try #require(through["m2"])
        try await bed.report(failed: "m1")
        #expect(bed.settle(healthy.tcp).visits.contains("acme/m2") && bed.settle(healthy.tcp).isComplete)
        let datagram = bed.settle(failed.udp), segment = bed.settle(failed.tcp)
        switch existing {
        case .keep:
            #expect(datagram.visits.contains("acme/m1") && datagram.isComplete)
            #expect(segment.visits.contains("acme/m1") && segment.isComplete)
        case .repin:
            #expect(datagram.visits.contains("acme/m2") && datagram.isComplete)
            #expect(segment.visits.contains("acme/m2"))
        case .reset:
            #expect(datagram.visits.contains("acme/m2") && datagram.isComplete)
            expectReset(bed, failed.tcp, segment)
        }
        try await bed.report(recovered: ["m1"])
        #expect(bed.settle(healthy.udp).visits.contains("acme/m2"), "a flow of a healthy instance has moved")
        #expect(bed.settle(failed.udp).visits == datagram.visits, "a flow has moved back")
    }

    /// Nobody got the packet, and both ends are told, in their own words, that the connection is over.
    private func expectReset(_ bed: FailureBed, _ flow: FiveTuple, _ exchange: EmulatedTraffic.Exchange) {
        let arrivals = exchange.deliveries.flatMap { $0 }
        #expect(Set(arrivals.map(\.endpoint)) == ["acme/client", "acme/server"])
        for arrival in arrivals {
            #expect(arrival.packet.tcpFlags.contains(.reset))
            let isBack = arrival.endpoint == "acme/client"
            #expect(arrival.packet.fiveTuple == (isBack ? flow.reversed : flow))
        }
        #expect(bed.fabric.network.endpoints.values.allSatisfy { $0.misaddressed.isEmpty })
    }

    @Test("a path that was reset drains, and its tag is free again", arguments: [true, false])
    func resetPathsDrain(isResident: Bool) async throws {
        var bed = try await FailureBed(Self.deployment(.closed, .reset, instances: 1), isResident: isResident)
        let flow = SmallDeployment.flow(from: 1000)
        #expect(bed.open(flow).isComplete)
        try await bed.report(failed: "m1")
        #expect(await bed.controller.plan.paths.map(\.state) == [.resetting])
        _ = bed.settle(flow)
        bed.fabric.advance(by: .seconds(61))
        bed.fabric.advance(by: .seconds(301))
        let report = try await bed.controller.releaseDrained()
        #expect(report.drained.count == 1, "\(report)")
        #expect(await bed.controller.plan.paths.isEmpty)
    }

    @Test("what is closed does not fall through to another chain", arguments: [true, false])
    func noFallThrough(isResident: Bool) async throws {
        var deployment = Self.deployment(.closed)
        deployment.policy.tenants[0].chains[0].matches = [.tcp(80)]
        deployment.policy.tenants[0].chains[0].priority = 5
        deployment.policy.tenants[0].chains.append(
            ServiceFunctionChain(
                "rest", from: SmallDeployment.client, to: SmallDeployment.server, through: ["firewall"]))
        var bed = try await FailureBed(deployment, isResident: isResident)
        try await bed.report(failed: "m1")
        let web = SmallDeployment.flow(from: 1000), other = SmallDeployment.flow(from: 1000, to: 22)
        #expect(bed.meaning(web, failed: "m1") == .noChain(.closed("web", "middle")))
        #expect(bed.open(web) == ([], false))
        #expect(bed.open(other) == (["firewall"], true))
        // No rule that drops the flow outlives the failure.
        try await bed.report(recovered: ["m1"])
        #expect(bed.open(web) == (["firewall", "middle", "tail"], true))
    }

    @Test("a chain's own policy counts before the function's", arguments: [true, false])
    func chainPolicy(isResident: Bool) async throws {
        var deployment = Self.deployment(.closed)
        var second = deployment.policy.tenants[0].chains[0]
        second.id = "second"
        second.priority = 3
        second.matches = [.tcp(443)]
        second.onFailure = ["middle": FailurePolicy(.bypass, existing: .keep)]
        deployment.policy.tenants[0].chains.append(second)
        var bed = try await FailureBed(deployment, isResident: isResident)
        let secure = SmallDeployment.flow(from: 1000, to: 443)
        #expect(bed.open(secure).isComplete)
        try await bed.report(failed: "m1")
        #expect(bed.open(SmallDeployment.flow(from: 1001)) == ([], false))
        #expect(bed.open(SmallDeployment.flow(from: 1001, to: 443)) == (["firewall", "tail"], true))
        #expect(bed.functions(of: bed.settle(secure).visits) == ["firewall", "middle", "tail"], "kept by the chain")
    }

    @Test("one clone fails, another goes on", arguments: [true, false])
    func oneClone(isResident: Bool) async throws {
        var deployment = Self.deployment(.bypass, middle: .mangles)
        var short = deployment.policy.tenants[0].chains[0]
        short.id = "short"
        short.matches = [.udp(53)]
        short.priority = 5
        short.functions = ["firewall", "middle"]
        deployment.policy.tenants[0].chains.append(short)
        deployment.add("m2", of: "middle", on: 2, isRouted: true)
        for (index, chain) in [(1, "web"), (4, "short")] as [(Int, ChainID)] {
            deployment.policy.tenants[0].instances[index].serves = chain
        }
        var bed = try await FailureBed(deployment, isResident: isResident)
        try await bed.report(failed: "m1")
        #expect(bed.open(SmallDeployment.flow(from: 1000)) == (["firewall", "tail"], true))
        #expect(bed.open(SmallDeployment.flow(.udp, from: 1000, to: 53)) == (["firewall", "middle"], true))
        #expect(bed.meaning(SmallDeployment.flow(from: 1000), failed: "m1").functions == ["firewall", "tail"])
    }

    @Test("a failure does not hold up other tenants", arguments: [true, false])
    func otherTenants(isResident: Bool) async throws {
        var deployment = Self.deployment(.closed)
        var other = deployment.tenant
        other.id = "other"
        let move = { (port: SwitchPort) in SwitchPort(port.datapath, PortNumber(rawValue: port.port.rawValue + 50)) }
        for index in other.endpoints.indices {
            let port = other.endpoints[index].attachment?.port
            other.endpoints[index].attachment?.port = move(port ?? SwitchPort(1, 2))
        }
        for index in other.instances.indices {
            other.instances[index].attachment.left = move(other.instances[index].attachment.left)
            other.instances[index].attachment.right = move(other.instances[index].attachment.right)
        }
        deployment.policy.tenants.append(other)
        var bed = try await FailureBed(deployment, isResident: isResident)
        let port = SwitchPort(1, 52), flow = SmallDeployment.flow(from: 1000)
        let before = bed.traffic.open(flow, from: port)
        #expect(before.isComplete && before.visits == ["other/fw1", "other/m1", "other/t1"])
        try await bed.report(failed: "m1")
        #expect(bed.open(flow) == ([], false))
        let after = bed.traffic.exchange(flow, from: port)
        #expect(after.isComplete && after.visits == before.visits)
        bed.deployment.policy.tenants[1].instances[0].weight = 3
        try await bed.controller.apply(bed.deployment.policy)
        #expect(bed.traffic.open(SmallDeployment.flow(from: 1001), from: port).visits == before.visits)
        #expect(bed.open(SmallDeployment.flow(from: 1001)) == ([], false), "what failed stays failed")
    }

    @Test("weights that were decided before stand for what is left of them", arguments: [true, false])
    func weights(isResident: Bool) async throws {
        var bed = try await FailureBed(Self.deployment(.bypass, .keep, instances: 2), isResident: isResident)
        let paths = await bed.controller.plan.paths
        let shares = [paths[0].subchain: Dictionary(uniqueKeysWithValues: paths.map { ($0.route, 7) })]
        try await bed.controller.apply(bed.deployment.policy, weights: shares)
        try await bed.report(failed: "m1")
        #expect(bed.open(SmallDeployment.flow(from: 1000)) == (["firewall", "middle", "tail"], true))
        try await bed.report(failed: "m2")
        #expect(bed.open(SmallDeployment.flow(from: 1001)) == (["firewall", "tail"], true))
        try await bed.report(recovered: ["m1", "m2"])
        #expect(await bed.controller.plan.paths.filter { $0.state == .active }.map(\.id) == paths.map(\.id))
    }
}
