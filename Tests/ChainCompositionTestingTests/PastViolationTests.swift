import ChainComposition
import ChainCompositionTesting
import NetworkTypes
import ServiceChaining
import Testing

/// What soaks of the resident engine have found once.
@Suite struct PastViolationTests {
    @Test(
        "runs that once went wrong are quiet",
        arguments: [
            // A flow of datagrams was opened again as new while its connection was still tracked.
            (366, 29),
            // A router that keeps VLAN tags refused them.
            (174, 62),
            // The marking of a new connection behind a box that had turned out to rewrite was the tag of a path that
            // drained there.
            (98, 97),
        ] as [(UInt64, Int)])
    func quiet(seed: UInt64, events: Int) {
        let report = SoakRun.report(seed: seed, events: events, engine: ResidentEngine())
        #expect(report.violations.isEmpty, "\(report.violations.map(\.description).joined(separator: "\n"))")
    }

    @Test("no path has a tag with which packets of the tenant are sent")
    func tagsAreNoMarkings() throws {
        let kept = [10, 46].compactMap { DSCP(rawValue: $0) }
        let values = Set(kept.map { UInt32($0.rawValue) })
        let plan = try ChainComposer().plan(for: Self.policy(keeping: kept))
        let tags = plan.paths.flatMap { path in PathDirection.allCases.flatMap { path.tags.all($0) } }
            .map(\.tag.rawValue)
        #expect(tags.contains { $0 > 46 })
        #expect(tags.allSatisfy { !values.contains($0) }, "\(tags.sorted())")
    }

    /// So many instances that their tags go past the markings.
    private static func policy(keeping kept: [DSCP]) -> Policy {
        let instances = (0..<17 as Range<UInt32>).map { index in
            let left = PortNumber(rawValue: 10 + 2 * index), right = PortNumber(rawValue: 11 + 2 * index)
            return ServiceInstance(
                InstanceID("a\(index)"), of: "a",
                at: InstanceAttachment(left: SwitchPort(1, left), right: SwitchPort(1, right)))
        }
        let ends = ["10.1.0.0/16", "10.2.0.0/16"].enumerated().map { index, prefix in
            Endpoint(
                index == 0 ? "client" : "server", prefixes: [IPPrefix(prefix)].compactMap { $0 },
                attachment: EndpointAttachment(
                    port: SwitchPort(1, PortNumber(rawValue: UInt32(2 + index))),
                    mac: MACAddress(rawValue: 0x02_00_00_00_00_10 + UInt64(index))))
        }
        var chain = ServiceFunctionChain("web", from: "client", to: "server", through: ["a"])
        chain.keptMarkings = kept
        let tenant = Tenant(
            id: "acme", endpoints: ends, functions: [ServiceFunction("a", image: "box", headers: .preserves)],
            instances: instances, chains: [chain])
        return Policy(forwarders: [ServiceFunctionForwarder("s1", datapath: 1, tunnel: nil)], tenants: [tenant])
    }
}
