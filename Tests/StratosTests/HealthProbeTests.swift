import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Probes through emulated boxes of every kind, and what the controller makes of them.
@Suite struct HealthProbeTests {
    private static let check = HealthCheck(interval: .seconds(1), timeout: .milliseconds(500), rise: 2, fall: 3)

    private static func deployment(
        _ middle: HeaderTreatment, _ reaction: FailurePolicy.Reaction = .bypass, isRouted: Bool = true
    ) -> SmallDeployment {
        var deployment = FailurePolicyTests.deployment(reaction, .repin, middle: middle)
        deployment.policy.tenants[0].functions[1].healthCheck = check
        if !isRouted {
            deployment.policy.tenants[0].instances[1].attachment.leftMAC = nil
            deployment.policy.tenants[0].instances[1].attachment.rightMAC = nil
        }
        return deployment
    }

    /// Lets time pass in quarters of a second, probing.
    private func pass(_ seconds: Int, _ bed: FailureBed) async throws {
        for _ in 0..<seconds * 4 {
            bed.fabric.advance(by: .milliseconds(250))
            try await bed.controller.probe()
        }
    }

    @Test("a box that dies is left out, and taken in again", arguments: HeaderTreatment.allCases, [true, false])
    func dies(treatment: HeaderTreatment, isResident: Bool) async throws {
        var bed = try await FailureBed(Self.deployment(treatment), isResident: isResident)
        try await pass(20, bed)
        #expect(await bed.controller.failedInstances.isEmpty)
        #expect(bed.open(SmallDeployment.flow(from: 1000)).functions == ["firewall", "middle", "tail"])
        bed.kill("m1")
        try await pass(2, bed)
        #expect(await bed.controller.failedInstances.isEmpty, "two losses prove nothing")
        try await pass(2, bed)
        #expect(await bed.controller.failedInstances == [InstanceAddress("acme", "m1")])
        #expect(bed.open(SmallDeployment.flow(from: 1001)) == (["firewall", "tail"], true))
        let old = SmallDeployment.flow(.udp, from: 1000)
        #expect(bed.settle(old).isComplete)
        bed.restart("m1")
        try await pass(3, bed)
        #expect(await bed.controller.failedInstances.isEmpty)
        #expect(bed.open(SmallDeployment.flow(from: 1002)) == (["firewall", "middle", "tail"], true))
        #expect(bed.settle(SmallDeployment.flow(from: 1001)).isComplete, "flows of the meantime stay")
    }

    @Test("probes reach nobody but their box", arguments: HeaderTreatment.allCases, [true, false])
    func stayInside(treatment: HeaderTreatment, isRouted: Bool) async throws {
        guard treatment == .preserves || isRouted else { return }
        let bed = try await FailureBed(Self.deployment(treatment, isRouted: isRouted), isResident: true)
        try await pass(10, bed)
        #expect(await bed.controller.failedInstances.isEmpty)
        let network = bed.fabric.network
        #expect(network.endpoints.values.allSatisfy { $0.received.isEmpty && $0.misaddressed.isEmpty })
        for box in ["acme/fw1", "acme/t1", "acme/s1"] {
            let flows = (network.boxes[box] as? StatefulFirewallBox)?.flows ?? []
            #expect(flows.isEmpty, "\(box) has seen \(flows)")
        }
        #expect(network.switches.values.allSatisfy { $0.tracker.count == 0 }, "no tracker has seen a probe")
    }

    @Test("what a box makes up for the addresses of probes gets nowhere")
    func stray() async throws {
        let bed = try await FailureBed(Self.deployment(.mangles), isResident: true)
        let port = bed.deployment.tenant.instances[1].attachment
        for port in [port.left, port.right] {
            let packet = Packet.udp(
                from: .v4(IPv4Address(10, 1, 0, 10)), 53, to: ProbeTraffic.destination(.ipv4), 4000)
            let walks = bed.fabric.exchange(packet, from: port)
            #expect(walks.count == 1)
            #expect(walks[0].deliveries.isEmpty && walks[0].boxes.isEmpty && walks[0].packetIns.count == 1)
        }
        #expect(await bed.controller.failedInstances.isEmpty)
    }

    @Test("an instance that is watched no more is not failed by old probes")
    func unwatched() async throws {
        var bed = try await FailureBed(Self.deployment(.preserves), isResident: true)
        try await pass(1, bed)
        bed.kill("m1")
        bed.deployment.policy.tenants[0].functions[1].healthCheck = nil
        try await bed.controller.apply(bed.deployment.policy)
        try await pass(6, bed)
        #expect(await bed.controller.failedInstances.isEmpty)
        #expect(try await bed.controller.probe() == nil)
    }

    @Test("a probe whose update fails is acted on later")
    func updateFails() async throws {
        let deployment = Self.deployment(.preserves)
        let inner = EmulatedFabric(EmulatedNetwork(deployment.policy))
        let fabric = UnreliableFabric(inner)
        let controller = ForwardingController(fabric: fabric, clock: { inner.network.now })
        try await controller.apply(deployment.policy)
        // Nothing answers: this fabric drops what packet-outs send.
        fabric.refuse { _, _ in true }
        var errors = 0
        for _ in 0..<20 {
            inner.advance(by: .milliseconds(250))
            do { try await controller.probe() } catch { errors += 1 }
        }
        #expect(errors > 1)
        #expect(await controller.failedInstances.isEmpty, "nothing that is not in force is claimed")
        fabric.refuse { _, _ in false }
        inner.advance(by: .milliseconds(250))
        try await controller.probe()
        #expect(await controller.failedInstances == [InstanceAddress("acme", "m1")])
    }
}
