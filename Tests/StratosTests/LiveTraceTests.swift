import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowNIO
import PacketTracing
import ServiceChaining
import SteeringTestSupport
import Stratos
import TestSupport
import Testing

/// Rules read from a real Open vSwitch, and its own `ofproto/trace` on the same packets.
@Suite(
    "Tracing what real switches hold", .enabled(if: OpenVSwitchProcess.isUsable), .timeLimit(.minutes(2)), .serialized)
struct LiveTraceTests {
    private let policy = SampleDeployment.golden(last: .mangles, passthroughs: 1)
    private let flow = FiveTuple(
        source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, 2, 0, 5)), transport: .tcp,
        sourcePort: 40000, destinationPort: 80)

    /// Three bridges with the ports of the policy, which hold what it compiles to.
    ///
    /// - Parameter isSettled: replaces groups that select among one bucket by that bucket: Open vSwitch's trace does not
    ///   look behind the hash that a selection needs.
    private func withSwitches(
        isSettled: Bool = false, _ body: (OpenVSwitchProcess, [InstalledRules], SteeringPlan) async throws -> Void
    ) async throws {
        let plan = try ChainComposer().plan(for: policy)
        let programs = RuleCompiler(engine: ResidentEngine()).compile(plan)
        try await OpenVSwitchProcess.with("trace") { process in
            for forwarder in policy.forwarders { try await add(forwarder, to: process) }
            var rules: [InstalledRules] = []
            for forwarder in policy.forwarders {
                let address = OpenFlowAddress.unix(path: process.managementSocket(forwarder.name))
                let update = PlanUpdate(from: [:], to: [forwarder.datapath: programs[forwarder.datapath] ?? .init()])
                try await OpenFlowConnector.withSession(to: address) { session in
                    for step in update.steps {
                        for change in step.changes.values { try await session.applyBundle(change.messages) }
                    }
                    let groups = programs[forwarder.datapath]?.groups ?? [:]
                    for (id, buckets) in groups where isSettled {
                        let only = Bucket(actions: try #require(buckets.first).actions)
                        try await session.send(.groupMod(GroupMod(.modify, id, type: .indirect, buckets: [only])))
                    }
                    try await session.barrier()
                }
                rules.append(try await InstalledRules.read(from: address))
            }
            try await body(process, rules, plan)
        }
    }

    private func add(_ forwarder: ServiceFunctionForwarder, to process: OpenVSwitchProcess) async throws {
        let tenant = policy.tenants[0]
        let ports =
            tenant.endpoints.compactMap { $0.attachment?.port }
            + tenant.instances.flatMap { [$0.attachment.left, $0.attachment.right] }
        var commands = [
            "protocols=OpenFlow13", "other-config:datapath-id=\(forwarder.datapath)", "--", "add-port", forwarder.name,
            "\(forwarder.name)-t", "--", "set", "interface", "\(forwarder.name)-t", "type=vxlan", "ofport_request=1",
            "options:key=flow", "options:remote_ip=flow", "options:dst_port=\(5000 + forwarder.datapath.rawValue)",
        ]
        for port in ports where port.datapath == forwarder.datapath {
            let name = "\(forwarder.name)-\(port.port)"
            commands += [
                "--", "add-port", forwarder.name, name, "--", "set", "interface", name, "type=dummy",
                "ofport_request=\(port.port)",
            ]
        }
        try await process.addBridge(forwarder.name, commands)
    }

    @Test("The rules read from switches are those that were compiled, and packets walk them as intended")
    func asIntended() async throws {
        try await withSwitches { _, rules, plan in
            let programs = RuleCompiler(engine: ResidentEngine()).compile(plan)
            for installed in rules {
                let difference = installed.difference(to: try #require(programs[installed.datapath]))
                let lines = try difference.lines()
                #expect(difference.isEmpty, "\(lines)")
            }
            let live = try PolicyTracer(of: policy, holding: rules, plan: plan)
            let intended = try PolicyTracer(of: policy, holding: InstalledRules.compiled(plan), plan: plan)
            let trace = live.trace(flow, from: SwitchPort(1, 2))
            #expect(trace.verdict.faults == [])
            #expect(trace.walks.map(\.instances) == intended.trace(flow, from: SwitchPort(1, 2)).walks.map(\.instances))
        }
    }

    @Test("Open vSwitch's own trace meets the same rules on every switch of the way")
    func sameRules() async throws {
        try await withSwitches(isSettled: true) { process, rules, plan in
            let tracer = try PolicyTracer(of: policy, holding: rules, plan: plan)
            let request = tracer.trace(flow, from: SwitchPort(1, 2)).walks[0]
            var compared = 0
            for case .bridge(let visit) in request.sections {
                let text = try await process.appctl(
                    .forwarding, "ofproto/trace", visit.name, try microflow(visit), "--ct-next", "trk,new")
                let theirs = Self.rules(inTrace: text)
                let ours = visit.steps.compactMap { step in
                    step.rule.map { "\(step.table?.number ?? 0) \($0.priority) \($0.cookie)" }
                }
                #expect(theirs == ours, "switch \(visit.name)\n\(text)")
                compared += ours.count
            }
            #expect(compared >= 12)
        }
    }

    @Test("A rule that somebody takes away is missed by the trace and by the comparison")
    func missing() async throws {
        try await withSwitches { process, _, plan in
            try await process.ofctl("del-flows", "h3", "table=4")
            let rules = try await InstalledRules.read(from: .unix(path: process.managementSocket("h3")))
            var all = InstalledRules.compiled(plan)
            all[2] = rules
            let verdict = try PolicyTracer(of: policy, holding: all, plan: plan).trace(flow, from: SwitchPort(1, 2))
                .verdict
            #expect(verdict.summary.contains("switch h3 drops it: no rule of table 4 (deliver) matches"))
            let program = try #require(RuleCompiler(engine: ResidentEngine()).compile(plan)[3])
            #expect(!rules.difference(to: program).missing.isEmpty)
        }
    }

    /// The packet as it enters the switch, in the words of `ovs-fields(7)`.
    private func microflow(_ visit: SwitchVisit) throws -> String {
        let port = try #require(visit.port), packet = try #require(visit.packet), flow = try #require(packet.flow)
        let tunnel = visit.tunnelKey.map { ",tun_id=\($0)" } ?? ""
        return "in_port=\(port.port)\(tunnel),tcp,nw_src=\(flow.source),nw_dst=\(flow.destination),"
            + "tcp_src=\(flow.sourcePort),tcp_dst=\(flow.destinationPort),nw_tos=\(packet.dscp.rawValue << 2),nw_ttl=64"
    }

    /// Table, priority and cookie of each rule in the order in which they were met.
    private static func rules(inTrace text: String) -> [String] {
        text.matches(of: /(?m)^ *(\d+)\. .*priority (\d+)(?:, cookie 0x([0-9a-f]+))?$/).map { found in
            "\(found.1) \(found.2) \(UInt64(found.3 ?? "0", radix: 16) ?? 0)"
        }
    }
}
