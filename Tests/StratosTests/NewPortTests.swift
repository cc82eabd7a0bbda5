import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import Synchronization
import Testing

@testable import Stratos

/// Ports that a switch has but of which its message is still under way when a policy names them.
@Suite struct NewPortTests {
    @Test func aPortThatIsOnlyJustThereIsNoMistake() async throws {
        let fabric = LateFabric(EmulatedFabric(EmulatedNetwork(Self.policy)), late: SwitchPort(1, 11))
        let controller = ForwardingController(fabric: fabric)
        try await controller.apply(Self.policy)
        #expect(await !controller.programs.isEmpty)
    }

    @Test func aPortThatNeverComesIsOne() async throws {
        var policy = Self.policy
        let fabric = LateFabric(EmulatedFabric(EmulatedNetwork(policy)), late: SwitchPort(1, 11))
        policy.tenants[0].instances[0].attachment.right = SwitchPort(1, 99)
        let error = try await #require(throws: StratosError.self) { try await controller(fabric).apply(policy) }
        #expect(error.code == .portMissing)
        #expect(error.message.contains("99"))
    }

    private func controller(_ fabric: LateFabric) -> ForwardingController { ForwardingController(fabric: fabric) }

    private static let policy = Policy(
        forwarders: [ServiceFunctionForwarder("s1", datapath: 1)],
        tenants: [
            Tenant(
                id: "acme",
                endpoints: [
                    Endpoint("client", "10.1.0.0/24").attached(to: SwitchPort(1, 1), mac: MACAddress(rawValue: 1)),
                    Endpoint("server", "10.2.0.0/24").attached(to: SwitchPort(1, 2), mac: MACAddress(rawValue: 2)),
                ],
                functions: [ServiceFunction("firewall", image: "bump-in-the-wire")],
                instances: [
                    ServiceInstance(
                        "fw1", of: "firewall",
                        at: InstanceAttachment(left: SwitchPort(1, 10), right: SwitchPort(1, 11)))
                ],
                chains: [ServiceFunctionChain("web", from: "client", to: "server", through: ["firewall"])])
        ])
}

/// Emulated switches, one port of which is told of with the first answer, as a real switch may.
private final class LateFabric: SwitchFabric {
    private let base: EmulatedFabric
    private let late: SwitchPort
    private let isTold = Mutex(false)

    init(_ base: EmulatedFabric, late: SwitchPort) {
        self.base = base
        self.late = late
    }

    func switches() async -> [DatapathID: Set<PortNumber>] {
        var switches = await base.switches()
        if !isTold.withLock({ $0 }) { switches[late.datapath]?.remove(late.port) }
        return switches
    }

    func apply(_ messages: [Message.Body], to datapath: DatapathID) async throws {
        try await base.apply(messages, to: datapath)
        if datapath == late.datapath { isTold.withLock { $0 = true } }
    }

    func contents(of datapath: DatapathID) async throws -> SwitchContents { try await base.contents(of: datapath) }
    func trackedConnections() async throws -> [TrackedConnection] { try await base.trackedConnections() }
    func liveConnections() async throws -> [UInt32: Int] { try await base.liveConnections() }
    func setPacketInHandler(_ handler: PacketInAnswer?) async { await base.setPacketInHandler(handler) }
    func setFlowRemovedHandler(_ handler: FlowRemovedNotice?) async { await base.setFlowRemovedHandler(handler) }
}
