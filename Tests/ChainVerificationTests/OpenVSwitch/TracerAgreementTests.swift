import ChainComposition
import ChainVerification
import Foundation
import HeaderSpace
import NetworkTypes
import OpenFlow
import ServiceChaining
import SteeringTestSupport
import TestSupport
import Testing

/// The verifier reads tables as Open vSwitch does: random packets over random plans meet the same rules and leave in
/// the same way.
///
/// `STRATOS_TRACED_PLANS` and `STRATOS_TRACED_PACKETS` say how many plans and how many packets in all; the goal is no
/// disagreement on 10,000 packets over 50 plans.
@Suite(.enabled(if: OpenVSwitchProcess.isUsable), .serialized) struct TracerAgreementTests {
    @Test func verifierAgreesWithTheTracer() async throws {
        let environment = ProcessInfo.processInfo.environment
        let plans = environment["STRATOS_TRACED_PLANS"].flatMap { Int($0) } ?? 3
        let packets = environment["STRATOS_TRACED_PACKETS"].flatMap { Int($0) } ?? 150
        var compared = 0, sent = 0, disagreements: [String] = []
        try await TracedBridges.with(4) { bridges in
            for deployment in TracedDeployment.first(plans) {
                try await bridges.install(deployment.programs)
                var traffic = deployment.traffic
                for _ in 0..<(packets / plans) {
                    let packet = traffic.packet()
                    let real = try bridges.trace(packet.text, on: packet.port.datapath)
                    let ours = deployment.walk(packet)
                    compared += 1
                    if !real.effects.isEmpty { sent += 1 }
                    if ours != real {
                        disagreements.append("seed \(deployment.seed): \(packet.text)\n\(ours)\n\(real)")
                    }
                }
            }
            bridges.disconnect()
        }
        print("verifier against ofproto/trace: \(compared) packets over \(plans) plans, \(sent) of them sent on")
        #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(3).joined(separator: "\n"))")
        #expect(sent > compared / 3)
    }
}

/// A random deployment over IPv4, compiled, and the verifier that knows it.
struct TracedDeployment {
    let seed: UInt64
    let programs: [DatapathID: SwitchProgram]
    let verifier: ChainVerifier
    let traffic: TracedTraffic

    /// The first deployments that can be composed and whose ports the bridges have.
    static func first(_ count: Int) -> [TracedDeployment] {
        Array((UInt64(0)...2000).lazy.compactMap { TracedDeployment(seed: $0) }.prefix(count))
    }

    private init?(seed: UInt64) {
        let deployment = RandomDeployment(seed: seed)
        let ports = deployment.policy.tenants.flatMap(\.instances).map(\.attachment.right.port.rawValue)
        guard deployment.family == .ipv4, (ports.max() ?? 0) <= 60,
            let plan = try? ChainComposer().plan(for: deployment.policy)
        else { return nil }
        self.seed = seed
        programs = RuleCompiler(engine: ResidentEngine()).compile(plan)
        verifier = ChainVerifier(deployment.policy, plan, programs)
        traffic = TracedTraffic(deployment, plan, seed: seed)
    }

    /// The verifier's walk; where a group picks, up to the group, as the tracer has it.
    func walk(_ packet: TracedTraffic.Sample) -> TracedWalk {
        let walks = verifier.walks(
            of: packet.header, at: packet.port, isFromTunnel: packet.isFromTunnel, mark: packet.mark)
        let readings = Set(walks.map { read($0, packet) })
        return readings.count == 1 ? readings.first ?? TracedWalk("") : TracedWalk(rules: ["\(readings)"], effects: [])
    }

    private func read(_ walk: SwitchWalk, _ packet: TracedTraffic.Sample) -> TracedWalk {
        var rules: [String] = [], effects = walk.undecided.map { [$0] } ?? []
        for event in walk.events {
            switch event {
            case .met(let datapath, let table, let key): rules.append(text(datapath, table, key))
            case .bucket(_, let group, _): return TracedWalk(rules: rules, effects: effects + ["group:\(group)"])
            case .committed(let zone, let mark): effects.append("remember \(mark) in \(zone)")
            case .left(let port): effects.append(port == packet.port ? "in port" : "output:\(port.port)")
            case .askedController: effects.append("controller")
            case .notSentBack: effects.append("not sent back")
            case .started, .recalled, .enteredSwitch, .tracked, .enteredBox, .arrived: break
            }
        }
        return TracedWalk(rules: rules, effects: effects)
    }

    private func text(_ datapath: DatapathID, _ table: TableID, _ key: RuleKey?) -> String {
        guard let key, let rule = programs[datapath]?.rules[key] else { return "\(table) none" }
        let cookie = rule.cookie.rawValue == 0 ? "0x0" : "0x" + String(rule.cookie.rawValue, radix: 16)
        return "\(table) \(key.priority) \(cookie)"
    }
}

/// Random packets at the ports of a plan: of classes and of none, with tags, keys and marks that mean something.
struct TracedTraffic {
    struct Sample {
        let header: ConcreteHeader
        let port: SwitchPort
        let isFromTunnel: Bool
        let mark: UInt32
        /// As the tracer reads it.
        let text: String
    }

    private var deployment: RandomDeployment
    private let plan: SteeringPlan
    private var random: SeededGenerator

    init(_ deployment: RandomDeployment, _ plan: SteeringPlan, seed: UInt64) {
        self.deployment = deployment
        self.plan = plan
        random = SeededGenerator(seed: seed &+ 1)
    }

    mutating func packet() -> Sample {
        let drawn = deployment.flow()
        var flow =
            drawn?.flow
            ?? FiveTuple(
                source: .v4(IPv4Address(1, 1, 1, 1)), destination: .v4(IPv4Address(2, 2, 2, 2)), transport: .tcp)
        if random.chance(0.2) { flow = flow.reversed }
        let ports = plan.tenantsInOrder.flatMap(\.ports)
        let marks = plan.paths.flatMap { path in PathDirection.allCases.map { path.id.mark($0) } }
        let tag = random.chance(0.7) ? UInt8.random(in: 0...16, using: &random) : .random(in: 0...63, using: &random)
        let mark = random.chance(0.5) ? 0 : random.chance(0.8) ? marks.randomElement(using: &random) ?? 0 : 4_000_000
        let place = ports.randomElement(using: &random)
        if random.chance(0.4), let place, let tunnel = plan.forwarders[place.port.datapath]?.tunnel {
            return sample(flow, tag, 0, SwitchPort(place.port.datapath, tunnel.port), key: place.key.rawValue)
        }
        let entry = drawn?.endpoint.attachment?.port
        let port = random.chance(0.4) ? entry ?? place?.port : place?.port
        return sample(flow, tag, mark, port ?? SwitchPort(1, 2), key: nil)
    }

    private func sample(_ flow: FiveTuple, _ tag: UInt8, _ mark: UInt32, _ port: SwitchPort, key: UInt32?) -> Sample {
        var header = ConcreteHeader(flow)
        header[.dscp] = UInt128(tag)
        if let key { header[.tunnelID] = UInt128(key) }
        let name = flow.transport == .udp ? "udp" : "tcp"
        let text =
            "in_port=\(port.port)" + (key.map { ",tun_id=\($0)" } ?? "")
            + ",\(name),nw_src=\(flow.source),nw_dst=\(flow.destination),\(name)_src=\(flow.sourcePort),"
            + "\(name)_dst=\(flow.destinationPort),ip_dscp=\(tag)" + (mark == 0 ? "" : ",ct_mark=\(mark)")
        return Sample(header: header, port: port, isFromTunnel: key != nil, mark: mark, text: text)
    }
}
