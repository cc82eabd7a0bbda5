import ChainComposition
import ChainCompositionTesting
import NetworkTypes
import ServiceChaining
import Testing

/// A chain leaves a NAT that it shares with another, whose head then takes everything that comes out of it.
///
/// The other chain goes on to a proxy that belongs to a third one, too; no head there is the first chain's.
@Suite struct SharedBoxUpdateTests {
    private static func policy(web functions: [FunctionID]) -> Policy {
        let kinds: [(FunctionID, HeaderTreatment)] = [("nat", .mangles), ("ips", .preserves), ("proxy", .mangles)]
        let mail = TrafficMatch(transport: .tcp, destinationPorts: [PortRange(25)])
        let web = TrafficMatch(transport: .tcp, destinationPorts: [PortRange(80)])
        return SmallPolicy.policy(
            Tenant(
                id: "acme", endpoints: SmallPolicy.endpoints("clients", "servers", "others"),
                functions: kinds.map { name, headers in
                    var function = ServiceFunction(name, image: "box", headers: headers)
                    function.rewrites = [.sourceAddress, .sourcePort]
                    return function
                },
                instances: kinds.enumerated().map { index, kind in
                    SmallPolicy.instance("\(kind.0)1", of: kind.0, index, on: index == 0 ? 2 : 1)
                },
                chains: [
                    ServiceFunctionChain(
                        "web", from: "clients", to: "servers", matching: [web], through: functions, priority: 3),
                    ServiceFunctionChain(
                        "mail", from: "clients", to: "servers", matching: [mail], through: ["nat", "proxy"],
                        priority: 2),
                    ServiceFunctionChain("rest", from: "clients", to: "others", through: ["proxy"], priority: 1),
                ]))
    }

    @Test("the entry of the chain that leaves is closed until its new way is open")
    func closed() throws {
        var steered = SteeredNetwork(Self.policy(web: ["nat", "ips"]), engine: ResidentEngine())
        try steered.advance(to: Self.policy(web: ["nat", "ips"]))
        let change = try steered.plannedChange(to: Self.policy(web: ["ips"]))
        #expect(change.closing.count == 1)
        for (index, part) in change.parts.enumerated() {
            steered.perform(part, of: change)
            let web = steered.open(SmallPolicy.flow(to: 2, index, port: 80), from: SwitchPort(1, 2)).visits
            #expect([["acme/nat1", "acme/ips1"], ["acme/ips1"], []].contains(web))
            let mail = steered.open(SmallPolicy.flow(to: 2, index, port: 25), from: SwitchPort(1, 2)).visits
            #expect(mail == ["acme/nat1", "acme/proxy1"])
        }
    }
}
