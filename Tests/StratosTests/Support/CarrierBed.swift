import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// A client and a server with boxes of every kind between, driven by the controller on emulated switches.
final class CarrierBed {
    var deployment: SmallDeployment
    let fabric: EmulatedFabric
    let controller: ForwardingController
    private var traffic: EmulatedTraffic

    static let engines: [any SteeringEngine] = [ResidentEngine(), ReactiveEngine()]

    init(_ deployment: SmallDeployment, _ engine: some SteeringEngine, composer: ChainComposer = ChainComposer()) {
        self.deployment = deployment
        let fabric = EmulatedFabric(EmulatedNetwork(deployment.policy))
        self.fabric = fabric
        controller = ForwardingController(
            fabric: fabric, engine: engine, composer: composer, clock: { fabric.network.now })
        traffic = EmulatedTraffic(fabric)
    }

    /// Brings the switches in line with the deployment, after a change to it.
    @discardableResult
    func apply(_ change: (inout SmallDeployment) -> Void = { _ in }) async throws -> SteeringPlan {
        change(&deployment)
        return try await controller.apply(deployment.policy).plan
    }

    func launch(_ instance: InstanceID) throws {
        let tenant = deployment.tenant
        let launched = try #require(tenant[instance: instance])
        fabric.withNetwork { $0.launch(launched, of: tenant) }
    }

    func port(_ endpoint: EndpointID) throws -> SwitchPort {
        try #require(deployment.tenant[endpoint: endpoint]?.attachment?.port)
    }

    /// What became of a packet and its reply: names of boxes without the tenant's.
    struct Seen: Hashable {
        var visits: [String]
        var replyVisits: [String]
        var isComplete: Bool
    }

    /// The first packet of a flow from the client to the server.
    func open(_ flow: FiveTuple, marking: DSCP = .bestEffort) throws -> Seen {
        let walks = send(flow, [.syn], marking, at: try port(SmallDeployment.client), rounds: 2)
        if flow.transport == .tcp { _ = send(flow, [.ack], marking, at: try port(SmallDeployment.client), rounds: 1) }
        return try seen(walks)
    }

    /// A later packet, and its reply.
    func go(on flow: FiveTuple, marking: DSCP = .bestEffort) throws -> Seen {
        try seen(send(flow, [.ack], marking, at: try port(SmallDeployment.client), rounds: 2))
    }

    /// The way of another answer to what the server got last, marked as given.
    func answer(marking: DSCP) throws -> Walk {
        var packet = try #require(lastWalks.first?.deliveries.first?.packet.answer)
        packet.ip?.dscp = marking
        return try #require(fabric.exchange(packet, from: try port(SmallDeployment.server), rounds: 1).first)
    }

    /// The last walk as it was, for what ``Seen`` does not say.
    private(set) var lastWalks: [Walk] = []

    private func send(
        _ flow: FiveTuple, _ flags: TCPFlags, _ marking: DSCP, at port: SwitchPort, rounds: Int
    ) -> [Walk] {
        var packet = Packet(flow, flags: flags)
        packet.destination = traffic.gateway
        packet.ip?.dscp = marking
        let walks = fabric.exchange(packet, from: port, rounds: rounds)
        if rounds > 1 { lastWalks = walks }
        return walks
    }

    private func seen(_ walks: [Walk]) throws -> Seen {
        let boxes = walks.map { $0.boxes.map { String($0.split(separator: "/").last ?? "") } }
        return Seen(
            visits: boxes.first ?? [], replyVisits: boxes.count > 1 ? boxes[1] : [],
            isComplete: walks.count == 2 && walks.allSatisfy { $0.deliveries.count == 1 && $0.losses.isEmpty })
    }

    /// The packets that a box was given in the last exchange.
    func entered(_ box: String) -> [Packet] {
        lastWalks.flatMap(\.events).compactMap {
            if case .enteredBox(let name, _, let packet) = $0, name.hasSuffix("/\(box)") { packet } else { nil }
        }
    }

    /// What endpoints got in the last exchange.
    var delivered: [Packet] { lastWalks.flatMap(\.deliveries).map(\.packet) }
}

extension SmallDeployment {
    /// client → functions → server, in one chain.
    static func chain(_ functions: [ServiceFunction], tags: TagEncapsulation = .dscp) -> SmallDeployment {
        var result = SmallDeployment(
            functions: functions,
            chains: [ServiceFunctionChain("web", from: client, to: server, through: functions.map(\.id))])
        result.policy.tenants[0].tags = tags
        return result
    }
}
