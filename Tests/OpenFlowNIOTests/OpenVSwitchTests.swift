import NetworkTypes
import OpenFlow
import Synchronization
import TestSupport
import Testing

@testable import OpenFlowNIO

/// Sessions with a real ovs-vswitchd; its own tools say what is installed.
@Suite(.enabled(if: OpenVSwitchProcess.isUsable), .timeLimit(.minutes(2)), .serialized) struct OpenVSwitchTests {
    private static let datapath: DatapathID = 0xA1

    private func withSwitch(
        _ configuration: SessionConfiguration = SessionConfiguration(),
        _ body: (SwitchSession, OpenVSwitch, OpenFlowListener) async throws -> Void
    ) async throws {
        try await OpenVSwitch.with { ovs in
            let address = OpenFlowAddress.unix(path: ovs.controllerSocket)
            try await OpenFlowListener.withListener(on: [address], configuration: configuration) { listener in
                try await ovs.setController("unix:\(ovs.controllerSocket)")
                try await body(try await listener.session(Self.datapath, within: .seconds(10)), ovs, listener)
            }
        }
    }

    private func rule(
        _ port: PortNumber, to out: [Action], table: TableID = 0, match: Match? = nil, cookie: Cookie = 0
    ) -> Message.Body {
        .flowMod(
            FlowMod(
                .add, table: table, priority: 10, match: match ?? [.inPort(port)],
                instructions: [.applyActions(out)], cookie: cookie))
    }

    /// Matches an IP address without saying that the packet is IP.
    private var withoutPrerequisite: Message.Body {
        rule(1, to: [.output(2)], match: [.ipProtocol(.tcp)])
    }

    @Test("The handshake tells datapath and ports, and the ports follow the bridge")
    func handshake() async throws {
        try await withSwitch { session, ovs, _ in
            #expect(session.datapath == Self.datapath)
            #expect(session.features.tableCount == 254)
            #expect(session.port(named: "p1")?.number == 1)
            #expect(session.port(named: "p2")?.number == 2)
            try await ovs.vsctl(
                "add-port", "br0", "p9", "--", "set", "interface", "p9", "type=dummy", "ofport_request=9")
            #expect(try await eventually { session.ports[9] != nil })
            try await ovs.vsctl("del-port", "br0", "p9")
            #expect(try await eventually { session.ports[9] == nil })
            #expect(try await session.switchDescription()?.manufacturer.description == "Nicira, Inc.")
        }
    }

    @Test("A bundle of groups and rules is installed as a whole")
    func bundle() async throws {
        try await withSwitch { session, ovs, _ in
            let buckets = [
                Bucket(weight: 1, actions: [.output(1)]), Bucket(weight: 3, actions: [.output(2)]),
            ]
            try await session.applyBundle([
                .groupMod(GroupMod(.add, 5, buckets: buckets)), rule(1, to: [.group(5)], cookie: 0x77),
                rule(2, to: [.output(1)]),
            ])
            #expect(
                try await ovs.flows() == [
                    "cookie=0x77, priority=10,in_port=1 actions=group:5", "priority=10,in_port=2 actions=output:1",
                ])
            #expect(try await ovs.groups().count == 1)
            let text = try await ovs.groups().first?.replacing(/bucket_id:\d+,/, with: "")
            #expect(text == "group_id=5,type=select,bucket=actions=output:1,bucket=weight:3,actions=output:2")
        }
    }

    @Test("A large bundle, more than any buffer holds, is installed too")
    func largeBundle() async throws {
        try await withSwitch { session, ovs, _ in
            let rules = (0..<20_000).map { number in
                rule(1, to: [.output(2)], match: [.metadata(UInt64(number))])
            }
            try await session.applyBundle(rules, timeout: .seconds(60))
            #expect(try await ovs.flows().count == 20_000)
            #expect(try await session.flows(FlowStatsRequest(table: 0)).count == 20_000)
        }
    }

    @Test("A refused bundle leaves nothing and names the message", arguments: 0..<3)
    func refusedBundle(index: Int) async throws {
        try await withSwitch { session, ovs, _ in
            var bodies = [rule(1, to: [.output(2)]), rule(2, to: [.output(1)])]
            bodies.insert(rule(1, to: [.group(99)]), at: index)
            try await expectRefusal(session, bodies, index)
            #expect(try await ovs.flows().isEmpty)
            try await session.applyBundle([rule(1, to: [.output(2)])])
            #expect(try await ovs.flows().count == 1)
        }
    }

    @Test("A bundle whose message is refused when it is added is not committed without it")
    func refusedAddition() async throws {
        try await withSwitch { session, ovs, _ in
            let tooFar = rule(1, to: [.output(2)], match: [.inPort(1)], cookie: 1)
            guard case .flowMod(var mod) = tooFar else { return }
            mod.instructions = [.gotoTable(0)]
            try await expectRefusal(session, [rule(1, to: [.output(2)]), .flowMod(mod), rule(2, to: [.output(1)])], 1)
            #expect(try await ovs.flows().isEmpty)
        }
    }

    private func expectRefusal(_ session: SwitchSession, _ bodies: [Message.Body], _ index: Int) async throws {
        do {
            try await session.applyBundle(bodies)
            Issue.record("the bundle was not refused")
        } catch let error as OpenFlowSessionError {
            #expect(error.code == .bundleRefused)
            #expect(error.messageIndex == index, "\(error)")
            #expect(error.switchError != nil)
        }
    }

    @Test("A barrier comes after what was sent before it, and statistics count what happened")
    func barrierAndStatistics() async throws {
        try await withSwitch { session, ovs, _ in
            try await session.send((0..<500).map { rule(1, to: [.output(2)], match: [.metadata($0)]) })
            try await session.barrier()
            #expect(try await ovs.flows().count == 500)
            let flows = try await session.flows()
            #expect(Set(flows.compactMap { $0.match[.metadata]?.value }) == Set((0..<500).map { UInt128($0) }))
            #expect(try await session.portStats().map(\.port).contains(2))
            try await session.send(.groupMod(GroupMod(.add, 7, type: .all, buckets: [Bucket(actions: [.output(2)])])))
            #expect(try await session.groups().map(\.group) == [7])
        }
    }

    @Test("The error of a message that nobody waits for is an event")
    func errorEvent() async throws {
        try await withSwitch { session, _, _ in
            try await session.send(rule(1, to: [.group(99)]))
            for await event in session.events {
                guard case .error(let error) = event else { continue }
                #expect(error.description == "BAD_ACTION/BAD_OUT_GROUP for FLOW_MOD")
                break
            }
        }
    }

    @Test("A packet goes to the controller, comes back through the fast path, and leaves by the port")
    func packetLoop() async throws {
        var configuration = SessionConfiguration()
        configuration.packetInHandler = { packet, session in
            let out = PacketOut(inPort: packet.inPort ?? .controller, actions: [.output(2)], data: packet.data)
            return session.sendNow(.packetOut(out)) ? .enqueue : .enqueue
        }
        try await withSwitch(configuration) { session, ovs, _ in
            try await session.applyBundle([rule(1, to: [.output(.controller)])])
            let frame = [UInt8](repeating: 0x02, count: 12) + [0x08, 0x00] + (0..<486).map { UInt8($0 & 255) }
            let hex = frame.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            try await ovs.receive(hex, on: "p1")
            for await event in session.events {
                guard case .packetIn(let packet) = event else { continue }
                #expect(packet.inPort == 1)
                #expect(packet.data == frame, "the whole packet came")
                break
            }
            #expect(try await eventually { try await session.portStats(2).first?.transmittedPackets == 1 })
        }
    }

    @Test("After the switch is killed and started again it is a new session of the same datapath")
    func reconnect() async throws {
        try await withSwitch { session, ovs, listener in
            try await ovs.killSwitch()
            #expect(try await eventually { !session.isOpen })
            try await ovs.startSwitch()
            let next = try await listener.session(Self.datapath, within: .seconds(20))
            #expect(next !== session)
            try await next.applyBundle([rule(1, to: [.output(2)])])
            #expect(try await ovs.flows().count == 1)
        }
    }

    @Test("A bridge that speaks only OpenFlow 1.0 is refused with what it offers")
    func oldVersion() async throws {
        try await OpenVSwitch.with { ovs in
            try await ovs.vsctl("set", "bridge", "br0", "protocols=OpenFlow10")
            let address = OpenFlowAddress.unix(path: ovs.controllerSocket)
            try await OpenFlowListener.withListener(on: [address]) { listener in
                try await ovs.setController("unix:\(ovs.controllerSocket)")
                let error = try #require(try await listener.nextRefusal())
                #expect(error.code == .incompatibleVersion)
                #expect(error.message.contains("1.0"))
            }
        }
    }

    @Test("A connector reaches the bridge's management socket")
    func connector() async throws {
        try await OpenVSwitch.with { ovs in
            try await OpenFlowConnector.withSession(to: .unix(path: ovs.managementSocket)) { session in
                #expect(session.datapath == Self.datapath)
                try await session.applyBundle([rule(1, to: [.output(2)])])
                #expect(try await ovs.flows().count == 1)
            }
        }
    }
}
