import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining

@testable import Stratos

/// A small deployment under a controller on emulated switches, whose boxes can be killed and restarted.
struct FailureBed {
    var deployment: SmallDeployment
    let fabric: EmulatedFabric
    let controller: ForwardingController
    var traffic: EmulatedTraffic

    static let client = SwitchPort(1, 2)

    init(_ deployment: SmallDeployment, isResident: Bool) async throws {
        self.deployment = deployment
        let fabric = EmulatedFabric(EmulatedNetwork(deployment.policy))
        self.fabric = fabric
        traffic = EmulatedTraffic(fabric)
        let engine: any SteeringEngine = isResident ? ResidentEngine() : ReactiveEngine()
        controller = ForwardingController(
            fabric: fabric, engine: engine, timeouts: .init(memory: .seconds(300)), clock: { fabric.network.now })
        try await controller.apply(deployment.policy)
    }

    func report(failed: InstanceID..., recovered: [InstanceID] = []) async throws {
        let address = { (id: InstanceID) in InstanceAddress("acme", id) }
        try await controller.report(failed: Set(failed.map(address)), recovered: Set(recovered.map(address)))
    }

    /// What a policy means while these have failed, by the evaluator.
    func meaning(_ flow: FiveTuple, failed: InstanceID...) -> SteeringVerdict {
        let policy = deployment.policy.marking(failed: Set(failed.map { InstanceAddress("acme", $0) }))
        return PolicyEvaluator(policy).evaluate(flow, at: Self.client)
    }

    /// The functions that the first packet of a new flow visits, and whether it and its reply arrive.
    mutating func open(_ flow: FiveTuple) -> (functions: [FunctionID], isComplete: Bool) {
        let first = traffic.open(flow, from: Self.client)
        return (functions(of: first.visits), first.isComplete)
    }

    /// The boxes that a packet of a flow visits; several are sent, since one may be lost while the flow is given another
    /// path.
    mutating func settle(_ flow: FiveTuple, packets: Int = 3) -> EmulatedTraffic.Exchange {
        for _ in 1..<packets { _ = traffic.exchange(flow, from: Self.client) }
        return traffic.exchange(flow, from: Self.client)
    }

    func functions(of boxes: [String]) -> [FunctionID] {
        boxes.compactMap { box in
            deployment.tenant.instances.first { EmulatedNetwork.name("acme", $0.id.name) == box }?.function
        }
    }

    /// Makes a box swallow everything.
    func kill(_ id: InstanceID) {
        guard let instance = deployment.tenant[instance: id] else { return }
        fabric.withNetwork {
            $0.attach(
                box: EmulatedNetwork.name("acme", id.name), BlackHoleBox(), left: instance.attachment.left,
                right: instance.attachment.right)
        }
    }

    func restart(_ id: InstanceID) {
        guard let instance = deployment.tenant[instance: id] else { return }
        fabric.withNetwork { $0.launch(instance, of: deployment.tenant) }
    }
}
