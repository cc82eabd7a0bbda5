import ChainComposition
import ChainCompositionTesting
import NetworkTypes
import ServiceChaining
import Testing

/// Changes while instances have failed, and the moment in which they come back.
@Suite struct DegradedChainTests {
    /// nat → ips for everything, on two switches; what the IPS does when it fails is for the test to say.
    private static func policy(_ onFailure: FailurePolicy, _ change: (inout Tenant) -> Void = { _ in }) -> Policy {
        var tenant = Tenant(
            id: "acme", endpoints: SmallPolicy.endpoints("clients", "servers"),
            functions: [
                ServiceFunction("nat", image: "box", headers: .mangles),
                ServiceFunction("ips", image: "box", headers: .preserves, onFailure: onFailure),
            ],
            instances: [
                SmallPolicy.instance("nat1", of: "nat", 0), SmallPolicy.instance("nat2", of: "nat", 1, on: 2),
                SmallPolicy.instance("ips1", of: "ips", 2, on: 2),
            ],
            chains: [ServiceFunctionChain("web", from: "clients", to: "servers", through: ["nat", "ips"])])
        change(&tenant)
        return SmallPolicy.policy(tenant)
    }

    /// What the new flows of an update visit, one behind each part.
    private static func visits(_ steered: inout SteeredNetwork, to next: Policy) throws -> [[String]] {
        let change = try steered.plannedChange(to: next)
        defer { steered.finish(change) }
        return change.parts.enumerated().map { index, part in
            steered.perform(part, of: change)
            return steered.open(
                SmallPolicy.flow(to: 2, 100 * steered.packets + index, port: 80), from: SwitchPort(1, 2)
            )
            .visits
        }
    }

    @Test("where only instances change, a chain that goes on without a function takes new flows all the while")
    func staysOpen() throws {
        let bypass = FailurePolicy(.bypass, existing: .repin)
        let degraded = Self.policy(bypass) { $0.instances[2].state = .failed }
        var steered = SteeredNetwork(degraded, engine: ResidentEngine())
        try steered.advance(to: degraded)
        let next = Self.policy(bypass) { tenant in
            tenant.instances[2].state = .failed
            tenant.instances[0].state = .draining
        }
        let visits = try Self.visits(&steered, to: next)
        #expect(visits.allSatisfy { $0 == ["acme/nat1"] || $0 == ["acme/nat2"] }, "\(visits)")
        #expect(visits.last == ["acme/nat2"])
    }

    @Test("an instance that is back takes new flows at once, also where its connections were to be reset")
    func comesBack() throws {
        let reset = FailurePolicy(.closed, existing: .reset)
        let healthy = Self.policy(reset)
        var steered = SteeredNetwork(healthy, engine: ResidentEngine())
        try steered.advance(to: healthy)
        try steered.advance(to: Self.policy(reset) { $0.instances[2].state = .failed })
        let resetting = steered.plan.paths.filter { $0.state == .resetting }.map(\.id)
        #expect(!resetting.isEmpty)
        let visits = try Self.visits(&steered, to: healthy)
        let open = try #require(visits.firstIndex { !$0.isEmpty })
        #expect(visits[open...].allSatisfy { $0.last == "acme/ips1" }, "\(visits)")
        #expect(resetting.allSatisfy { id in steered.plan.paths.contains { $0.id == id && $0.state == .resetting } })
    }

    @Test("a backup that stands in for two functions of a chain is passed once")
    func oneBackupForTwo() throws {
        let policy = Self.policy(FailurePolicy(.backup("spare"))) { tenant in
            tenant.functions.append(
                ServiceFunction("ids", image: "box", headers: .preserves, onFailure: FailurePolicy(.backup("spare"))))
            tenant.functions.append(ServiceFunction("spare", image: "box", headers: .preserves))
            tenant.instances.append(SmallPolicy.instance("ids1", of: "ids", 3))
            tenant.instances.append(SmallPolicy.instance("spare1", of: "spare", 4))
            tenant.chains[0].functions = ["nat", "ips", "ids"]
            for index in [2, 3] { tenant.instances[index].state = .failed }
        }
        var steered = SteeredNetwork(policy, engine: ResidentEngine())
        try steered.advance(to: policy)
        let first = steered.open(SmallPolicy.flow(to: 2, 1, port: 80), from: SwitchPort(1, 2))
        #expect(first.isComplete && first.visits.dropFirst() == ["acme/spare1"], "\(first.visits)")
        #expect(
            PolicyEvaluator(policy).evaluate(SmallPolicy.flow(to: 2, 1, port: 80), at: SwitchPort(1, 2)).functions
                == ["nat", "spare"])
    }
}
