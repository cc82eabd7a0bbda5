import ChainComposition
import ChainCompositionTesting
import NetworkTypes
import ServiceChaining
import Testing

/// Where tags and what packets are sent with might be taken for each other.
@Suite struct TagAndMarkingTests {
    private static let client = SwitchPort(1, 2), left = SwitchPort(1, 4), right = SwitchPort(1, 5)
    private static let lowValues = [DSCP(rawValue: 1), DSCP(rawValue: 2)].compactMap { $0 }

    /// One chain through one routed box.
    private static func policy(
        _ headers: HeaderTreatment, keeping markings: [DSCP] = [], tags: TagEncapsulation = .dscp,
        understands known: TagEncapsulation? = nil
    ) -> Policy {
        let attachment = InstanceAttachment(
            left: left, right: right, leftMAC: MACAddress(rawValue: 0x02_00_00_00_00_20),
            rightMAC: MACAddress(rawValue: 0x02_00_00_00_00_21))
        var chain = ServiceFunctionChain("web", from: "client", to: "server", through: ["box"])
        chain.keptMarkings = markings
        let tenant = Tenant(
            id: "acme", endpoints: [endpoint("client", "10.1.0.0/16", 2), endpoint("server", "10.2.0.0/16", 3)],
            functions: [ServiceFunction("box", image: "box", headers: headers, understands: known)],
            instances: [ServiceInstance("box1", of: "box", at: attachment)], chains: [chain], tags: tags)
        return Policy(forwarders: [ServiceFunctionForwarder("s1", datapath: 1)], tenants: [tenant])
    }

    private static func endpoint(_ name: EndpointID, _ prefix: String, _ port: UInt32) -> Endpoint {
        Endpoint(
            name, prefixes: [IPPrefix(prefix)].compactMap { $0 },
            attachment: EndpointAttachment(
                port: SwitchPort(1, PortNumber(rawValue: port)),
                mac: MACAddress(rawValue: 0x02_00_00_00_00_10 + UInt64(port))))
    }

    private static func flow(_ port: UInt16) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, 1)), destination: .v4(IPv4Address(10, 2, 0, 1)), transport: .udp,
            sourcePort: TransportPort(rawValue: port), destinationPort: 80)
    }

    @Test("no tag that is read on arrival looks like a value that the tenant's packets keep")
    func apart() throws {
        let plan = try ChainComposer().plan(for: Self.policy(.preserves, keeping: Self.lowValues))
        let tags = plan.paths.flatMap { path in
            PathDirection.allCases.flatMap { path.tags.all($0) }.map(\.tag.rawValue)
        }
        #expect(!tags.isEmpty && Set(tags).isDisjoint(with: [1, 2]), "\(tags)")
    }

    @Test("a path whose tags come to look like a value that is kept drains, and another takes its place")
    func replaced() throws {
        let before = try ChainComposer().plan(for: Self.policy(.preserves))
        let after = try ChainComposer().plan(for: Self.policy(.preserves, keeping: Self.lowValues), after: before)
        let again = try ChainComposer().plan(for: Self.policy(.preserves, keeping: Self.lowValues), after: after)
        #expect(after.paths.map(\.state) == [.draining, .active])
        #expect(again == after)
    }

    /// The box turns out to translate addresses while paths drain through it that know their packets by tag.
    private static func openBehindLateNAT(_ engine: some SteeringEngine, _ marking: DSCP) throws -> PacketExchange {
        let mangling = policy(.mangles, keeping: lowValues)
        var steered = SteeredNetwork(mangling, engine: engine)
        try steered.advance(to: policy(.preserves, keeping: lowValues))
        try steered.advance(to: mangling)
        return steered.open(flow(2000 + UInt16(marking.rawValue)), marking: marking, from: client)
    }

    @Test(
        "a new packet with a value of its own is not taken for one of a path that drains", arguments: [1, 2] as [UInt8])
    func lateNAT(value: UInt8) throws {
        let marking = try #require(DSCP(rawValue: value))
        for exchange in [
            try Self.openBehindLateNAT(ReactiveEngine(), marking),
            try Self.openBehindLateNAT(ResidentEngine(), marking),
        ] {
            #expect(exchange.isComplete && exchange.replyVisits == ["acme/box1"], "\(exchange.losses)")
            #expect(exchange.arrivals.map(\.packet.dscp) == [marking])
        }
    }

    /// Tags of DSCP were read before the tracker was asked until the update was over, when MPLS had come to be used.
    @Test("packets with any value go the way of their new flow while another carrier takes the place of DSCP")
    func carrierChanged() throws {
        for engine in [ReactiveEngine(), ResidentEngine()] as [any SteeringEngine] {
            // 40 is no tag: its packets arrive without it by DSCP, and with it by MPLS, which leaves it alone.
            let harmless = try Self.keepsMarking(engine, 40)
            #expect(harmless.first == false && harmless.last == true)
            for value in UInt8(1)...4 { #expect(try Self.keepsMarking(engine, value) == harmless, "\(value)") }
        }
    }

    /// Whether later packets of a new flow arrive with their value, after each part of the update.
    private static func keepsMarking(_ engine: some SteeringEngine, _ value: UInt8) throws -> [Bool] {
        let after = policy(.preserves, tags: .mpls), marking = try #require(DSCP(rawValue: value))
        var steered = SteeredNetwork(after, engine: engine)
        try steered.advance(to: policy(.preserves))
        let change = try steered.plannedChange(to: after)
        return change.parts.enumerated().map { index, part in
            steered.perform(part, of: change)
            let new = flow(5000 + UInt16(index))
            _ = steered.open(new, from: client)
            return steered.exchange(new, marking: marking, from: client).arrivals.map(\.packet.dscp) == [marking]
        }
    }

    @Test(
        "a box with addresses of its own gets tags that it knows, and no others", arguments: TagEncapsulation.allCases)
    func understood(tags: TagEncapsulation) throws {
        for known in [tags, nil] where known != .tunnelMetadata {
            let policy = Self.policy(.preserves, tags: tags, understands: known)
            var steered = SteeredNetwork(policy, engine: ReactiveEngine())
            try steered.advance(to: policy)
            let exchange = steered.open(Self.flow(3000), from: Self.client)
            #expect(exchange.isComplete && exchange.visits == ["acme/box1"], "\(tags), \(exchange.losses)")
        }
    }

    /// Each of these runs once had a flow that came again within the time for which its path is remembered.
    @Test("a flow that comes again is new only where nobody remembers it", arguments: [(155, 10), (5, 61)])
    func comesAgain(seed: UInt64, events: Int) {
        let report = SoakRun.report(seed: seed, events: events, engine: ReactiveEngine())
        #expect(report.violations.isEmpty, "\(report.violations.map(\.description).joined(separator: "\n"))")
    }
}
