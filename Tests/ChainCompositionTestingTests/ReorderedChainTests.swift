import ChainComposition
import ChainCompositionTesting
import NetworkTypes
import ServiceChaining
import Testing

/// A chain is reordered around its only NAT, which stands on another switch than the entry of the chain.
@Suite struct ReorderedChainTests {
    private static let functions: [FunctionID] = ["a", "nat", "b"]

    private static func policy(_ order: [FunctionID]) -> Policy {
        let forwarders = (1...2).map { number in
            ServiceFunctionForwarder(
                "s\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, UInt8(number))))
        }
        let instances = functions.enumerated().map { index, function in
            let datapath: DatapathID = function == "nat" ? 2 : 1
            let port = PortNumber(rawValue: UInt32(10 + 2 * index)),
                right = PortNumber(rawValue: UInt32(11 + 2 * index))
            return ServiceInstance(
                InstanceID("\(function)1"), of: function,
                at: InstanceAttachment(left: SwitchPort(datapath, port), right: SwitchPort(datapath, right)))
        }
        let ends = ["10.1.0.0/16", "10.2.0.0/16"].enumerated().map { index, prefix in
            Endpoint(
                index == 0 ? "client" : "server", prefixes: [IPPrefix(prefix)].compactMap { $0 },
                attachment: EndpointAttachment(
                    port: SwitchPort(1, PortNumber(rawValue: UInt32(2 + index))),
                    mac: MACAddress(rawValue: 0x02_00_00_00_00_10 + UInt64(index))))
        }
        let tenant = Tenant(
            id: "acme", endpoints: ends,
            functions: functions.map {
                ServiceFunction($0, image: "box", headers: $0 == "nat" ? .mangles : .preserves)
            },
            instances: instances, chains: [ServiceFunctionChain("web", from: "client", to: "server", through: order)])
        return Policy(forwarders: forwarders, tenants: [tenant])
    }

    /// What new flows visit between any two parts of the update.
    private static func visits(_ fault: PlantedFault?) throws -> [[String]] {
        let before = policy(functions), after = policy(functions.reversed())
        var steered = SteeredNetwork(before, engine: ResidentEngine(), fault: fault)
        try steered.advance(to: before)
        let change = try steered.plannedChange(to: after)
        var visits: [[String]] = []
        for (index, part) in change.parts.enumerated() {
            steered.perform(part, of: change)
            let flow = FiveTuple(
                source: .v4(IPv4Address(10, 1, 0, 1)), destination: .v4(IPv4Address(10, 2, 0, 1)), transport: .tcp,
                sourcePort: TransportPort(rawValue: UInt16(2000 + index)), destinationPort: 80)
            visits.append(steered.open(flow, from: SwitchPort(1, 2)).visits)
        }
        return visits
    }

    @Test("new flows pass the old order, the new one, or wait at the door")
    func inOrder() throws {
        let old = ["acme/a1", "acme/nat1", "acme/b1"]
        let visits = try Self.visits(nil)
        #expect(visits.allSatisfy { [old, old.reversed(), []].contains($0) }, "\(visits)")
        #expect(visits.first == old && visits.last == old.reversed())
    }

    @Test("an update that closes no entry mixes both orders")
    func mixed() throws {
        let visits = try Self.visits(.closingSkipped)
        #expect(visits.contains(["acme/a1", "acme/nat1", "acme/a1"]), "\(visits)")
    }
}
