import ChainComposition
import ChainCompositionTesting
import NetworkTypes
import ServiceChaining
import Testing

/// A chain is reordered around its only NAT, which stands on another switch than the entry of the chain.
@Suite struct ReorderedChainTests {
    private static let functions: [FunctionID] = ["a", "nat", "b"]

    private static func policy(
        _ order: [FunctionID], _ stickiness: ServiceFunctionChain.Stickiness = .connection
    ) -> Policy {
        var chain = ServiceFunctionChain("web", from: "client", to: "server", through: order)
        chain.stickiness = stickiness
        return SmallPolicy.policy(
            Tenant(
                id: "acme", endpoints: SmallPolicy.endpoints("client", "server"),
                functions: functions.map {
                    ServiceFunction($0, image: "box", headers: $0 == "nat" ? .mangles : .preserves)
                },
                instances: functions.enumerated().map { index, function in
                    SmallPolicy.instance("\(function)1", of: function, index, on: function == "nat" ? 2 : 1)
                },
                chains: [chain]))
    }

    /// What new flows visit between any two parts of the update.
    private static func visits(
        _ fault: PlantedFault?, _ stickiness: ServiceFunctionChain.Stickiness = .connection
    ) throws -> [[String]] {
        let before = policy(functions, stickiness), after = policy(functions.reversed(), stickiness)
        var steered = SteeredNetwork(before, engine: ResidentEngine(), fault: fault)
        try steered.advance(to: before)
        let change = try steered.plannedChange(to: after)
        var visits: [[String]] = []
        for (index, part) in change.parts.enumerated() {
            steered.perform(part, of: change)
            visits.append(steered.open(SmallPolicy.flow(to: 2, index, port: 80), from: SwitchPort(1, 2)).visits)
        }
        return visits
    }

    /// Sticky flows all come from one client here, and follow one another only until the order changes.
    @Test(
        "new flows pass the old order, the new one, or wait at the door",
        arguments: ServiceFunctionChain.Stickiness.allCases)
    func inOrder(_ stickiness: ServiceFunctionChain.Stickiness) throws {
        let old = ["acme/a1", "acme/nat1", "acme/b1"]
        let visits = try Self.visits(nil, stickiness)
        #expect(visits.allSatisfy { [old, old.reversed(), []].contains($0) }, "\(visits)")
        #expect(visits.first == old && visits.last == old.reversed())
    }

    @Test("an update that closes no entry mixes both orders")
    func mixed() throws {
        let visits = try Self.visits(.closingSkipped)
        #expect(visits.contains(["acme/a1", "acme/nat1", "acme/a1"]), "\(visits)")
    }
}
