import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Boxes with one port: both directions come back by it.
@Suite struct OneArmedTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let headers: HeaderTreatment
        let isRouted: Bool
        let tags: TagEncapsulation
        var testDescription: String { "\(headers.rawValue), \(isRouted ? "routed" : "bridged"), \(tags.rawValue)" }
    }

    static let kinds = [
        Kind(headers: .preserves, isRouted: false, tags: .dscp),
        Kind(headers: .preserves, isRouted: true, tags: .dscp),
        Kind(headers: .preserves, isRouted: false, tags: .vlan),
        Kind(headers: .preserves, isRouted: true, tags: .vlan),
        Kind(headers: .mangles, isRouted: true, tags: .dscp),
        Kind(headers: .mangles, isRouted: true, tags: .vlan),
        Kind(headers: .terminates, isRouted: true, tags: .dscp),
        Kind(headers: .preserves, isRouted: false, tags: .mpls),
        Kind(headers: .preserves, isRouted: true, tags: .nsh),
        Kind(headers: .mangles, isRouted: true, tags: .tunnelMetadata),
    ]

    @Test("both directions pass it and what is behind it", arguments: kinds, CarrierBed.engines)
    func passes(_ kind: Kind, _ engine: any SteeringEngine) async throws {
        var deployment = SmallDeployment.chain(
            [
                ServiceFunction("first", image: "bridge"), ServiceFunction("arm", image: "box", headers: kind.headers),
                ServiceFunction("last", image: "bridge"),
            ], tags: kind.tags)
        deployment.add("first1", of: "first", on: 1)
        deployment.addOneArmed("arm1", of: "arm", on: 1, isRouted: kind.isRouted)
        deployment.addOneArmed("arm2", of: "arm", on: 2, isRouted: kind.isRouted)
        deployment.add("last1", of: "last", on: 1)
        deployment.add("last2", of: "last", on: 2)
        let bed = CarrierBed(deployment, engine)
        try await bed.apply()
        var arms: Set<String> = []
        for port in 0..<24 as Range<UInt16> {
            let flow = SmallDeployment.flow(
                kind.headers == .preserves && port % 3 == 0 ? .udp : .tcp, from: 40_000 + port)
            let first = try bed.open(flow)
            #expect(first.isComplete, "\(bed.lastWalks.flatMap(\.losses))")
            #expect(first.visits.map { $0.dropLast() } == ["first", "arm", "last"])
            #expect(first.replyVisits == first.visits.reversed())
            #expect(try bed.go(on: flow) == first)
            if first.visits.count > 1 { arms.insert(first.visits[1]) }
        }
        #expect(arms == ["arm1", "arm2"])
    }

    @Test("where either end may begin, a port that alone would have to tell is refused")
    func eitherEnd() throws {
        var deployment = SmallDeployment.chain([ServiceFunction("arm", image: "router")], tags: .vlan)
        deployment.addOneArmed("arm1", of: "arm", on: 1, isRouted: true)
        deployment.policy.tenants[0].chains[0].initiator = .either
        let failure = #expect(throws: CompositionFailure.self) { try ChainComposer().plan(for: deployment.policy) }
        #expect(failure?.problems.map(\.code) == [.oneArmed])
        deployment.policy.tenants[0].tags = .dscp
        #expect(try ChainComposer().plan(for: deployment.policy).paths.count == 1)
    }
}
