import ChainComposition
import ChainTestbed
import NetworkTypes
import OVSDB
import OVSDBNIO
import ServiceChaining
import SteeringTestSupport
import Stratos
import Testing

extension RealNetworkSuite {
    /// Plans on real switches, rule by rule, against the meaning of the policy.
    @Suite struct TraceTests {
        @Test("handwritten policies", arguments: [ResidentEngine(), ReactiveEngine()] as [any SteeringEngine])
        func handwritten(engine: any SteeringEngine) async throws {
            try await TraceBed.run(hosts: 3) { bed in
                for last in [HeaderTreatment.mangles, .terminates] {
                    try await bed.check(
                        "golden, \(last)", engine, SampleDeployment.golden(last: last),
                        then: SampleDeployment.golden(last: last, passthroughs: 3).draining("p1"))
                }
                try await bed.check(
                    "figure 1", engine, SampleDeployment.figure1(),
                    then: SampleDeployment.figure1(firewalls: 3).draining("fw1"))
            }
        }

        @Test func randomDeployments() async throws {
            let deployments = RandomDeployment.traceable(8)
            #expect(deployments.count == 8)
            try await TraceBed.run(hosts: 4) { bed in
                for (seed, deployment) in deployments {
                    let changed = deployment.afterChanges()
                    for engine in [ResidentEngine(), ReactiveEngine()] as [any SteeringEngine] {
                        try await bed.check("seed \(seed)", engine, deployment.policy, then: changed)
                    }
                }
            }
        }

        /// The comparison sees what is wrong with rules that somebody has changed behind the controller's back.
        @Test func aChangedRuleIsFound() async throws {
            try await TraceBed.run(hosts: 3) { bed in
                let policy = SampleDeployment.golden(last: .mangles)
                let controller = ForwardingController(fabric: bed.fabric)
                try await controller.apply(bed.grounded(policy))
                let sound = try await bed.oracle("sound", controller, policy)
                #expect(sound.disagreements.isEmpty, "\(sound.disagreements.prefix(5))")
                for fault in try await bed.faults(controller) {
                    try await fault.host.ofctl("mod-flows", [fault.change], options: ["--strict"])
                    let found = try await bed.oracle("faulty", controller, policy).disagreements
                    #expect(!found.isEmpty, "\(fault.change) goes unseen")
                    try await fault.host.ofctl("mod-flows", [fault.original], options: ["--strict"])
                }
                let again = try await bed.oracle("sound again", controller, policy).disagreements
                #expect(again.isEmpty, "\(again.prefix(5))")
                try await bed.hosts[1].ofctl("del-flows", ["table=\(PipelineTable.deliver.rawValue)"])
                #expect(try await !bed.oracle("hollow", controller, policy).disagreements.isEmpty)
            }
        }
    }
}

extension Policy {
    /// The numbers of all ports of instances.
    fileprivate var ports: [UInt32] {
        tenants.flatMap(\.instances).flatMap { [$0.attachment.left, $0.attachment.right] }.map(\.port.rawValue)
    }

    /// The same policy with an instance that takes no new flows.
    fileprivate func draining(_ name: InstanceID) -> Policy {
        var policy = self
        for tenant in policy.tenants.indices {
            for index in policy.tenants[tenant].instances.indices
            where policy.tenants[tenant].instances[index].id == name {
                policy.tenants[tenant].instances[index].state = .draining
            }
        }
        return policy
    }
}

extension RandomDeployment {
    /// The first deployments over IPv4 that can be composed, with their seeds.
    fileprivate static func traceable(_ count: Int) -> [(UInt64, RandomDeployment)] {
        (UInt64(0)...1000).lazy.map { ($0, RandomDeployment(seed: $0)) }
            .filter { $0.1.family == .ipv4 && (try? ChainComposer().plan(for: $0.1.policy)) != nil }
            .filter { $0.1.afterChanges().ports.allSatisfy(TraceBed.ports.contains) }
            .prefix(count).map { $0 }
    }

    /// The policy after one instance more, one that drains and another change, as far as it can be composed.
    fileprivate func afterChanges() -> Policy {
        var copy = self
        guard let plan = try? ChainComposer().plan(for: copy.policy) else { return copy.policy }
        for _ in 0..<6 {
            let before = copy.policy
            _ = copy.change { _, _ in false }
            if (try? ChainComposer().plan(for: copy.policy, after: plan)) == nil { copy.restore(before) }
        }
        return copy.policy
    }
}
