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
            // A chain left a box that another shares, whose head then took the new flows of both.
            (202, 82), (232, 84),
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

    @Test("a box that begins to rewrite cannot be told from a path that drains by a kept value")
    func markingTaken() throws {
        let kept = [10].compactMap { DSCP(rawValue: $0) }
        let composer = ChainComposer()
        let before = try composer.plan(for: Self.policy(keeping: [], instances: 10))
        let keeping = try composer.plan(for: Self.policy(keeping: kept, instances: 10), after: before)
        var rewriting = Self.policy(keeping: kept, instances: 10)
        rewriting.tenants[0].functions[0].headers = .mangles
        let failure = #expect(throws: CompositionFailure.self) { try composer.plan(for: rewriting, after: keeping) }
        #expect(failure?.problems.isEmpty == false && failure?.problems.allSatisfy { $0.code == .markingTaken } == true)
        let drained = Set(keeping.paths.filter { $0.state == .draining }.map(\.id))
        _ = try composer.plan(for: rewriting, after: keeping, releasing: drained)
    }

    /// So many instances that their tags go past the markings.
    private static func policy(keeping kept: [DSCP], instances count: Int = 17) -> Policy {
        var chain = ServiceFunctionChain("web", from: "client", to: "server", through: ["a"])
        chain.keptMarkings = kept
        return SmallPolicy.policy(
            Tenant(
                id: "acme", endpoints: SmallPolicy.endpoints("client", "server"),
                functions: [ServiceFunction("a", image: "box", headers: .preserves)],
                instances: (0..<count).map { SmallPolicy.instance(InstanceID("a\($0)"), of: "a", $0) }, chains: [chain])
        )
    }
}
