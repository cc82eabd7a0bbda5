import ChainComposition
import ChainTestbed
import Foundation
import NetworkTypes
import OVSDB
import OVSDBNIO
import ServiceChaining
import Stratos
import Testing

/// Real switches with many ports and nothing behind them, for plans that are traced.
struct TraceBed {
    /// A rule that is changed, and how it was.
    struct Fault {
        let host: EmulatedHost
        let change: String
        let original: String
    }

    let hosts: [EmulatedHost]
    let fabric: OpenFlowFabric
    static let ports: ClosedRange<UInt32> = 2...60

    static func run(hosts count: Int, _ body: @Sendable (TraceBed) async throws -> Void) async throws {
        var specification = TestbedSpecification(hosts: count)
        specification.stateDirectory = testStateDirectory
        specification.connectsController = false
        try await Testbed.withTestbed(specification) { bed in
            for host in bed.hosts { try await plug(host) }
            try await bed.withFabric { fabric in
                try await body(TraceBed(hosts: bed.hosts, fabric: fabric))
            }
        }
    }

    /// Gives a switch ports that lead nowhere, through its database.
    private static func plug(_ host: EmulatedHost) async throws {
        let wanted = ports.map {
            OVSDB.PortConfiguration(name: PortName("t\($0)"), type: .internal, openFlowPort: $0)
        }
        let network = SwitchNetwork(bridge: BridgeConfiguration(name: "br0"), ports: wanted)
        let numbers = try await NetworkProvisioner(database: .unix(path: host.databaseSocket)).ensure(network)
        #expect(Set(numbers.values.map(\.rawValue)) == Set(ports))
    }

    /// Installs a policy, then what it becomes, and traces both; in the end the switches must be empty again.
    func check(
        _ name: String, _ engine: any SteeringEngine, _ policy: Policy, then changed: Policy
    ) async throws {
        let controller = ForwardingController(fabric: fabric, engine: engine)
        for (step, policy) in [("installed", policy), ("changed", changed)] {
            try await controller.apply(grounded(policy))
            let oracle = try await oracle("\(name), \(engine.name), \(step)", controller, policy)
            #expect(oracle.disagreements.isEmpty, "\(oracle.disagreements.prefix(8).joined(separator: "\n"))")
            print(
                "\(oracle.name): \(oracle.rules.values.map(\.count).reduce(0, +)) rules, \(oracle.walk.traces) traces, "
                    + "\(oracle.unreachable.count) rules out of the tracer's reach, \(oracle.shadowed.count) of them "
                    + "classes that others cover")
        }
        try await controller.apply(Policy(forwarders: grounded(policy).forwarders, tenants: []))
        for host in hosts {
            let left = try await host.ofctl("dump-flows").split(separator: "\n").compactMap { TracedRule(dumped: $0) }
            #expect(left.isEmpty, "\(name), \(engine.name): \(host.name) keeps \(left.prefix(3))")
        }
    }

    /// Traces what a controller has in force.
    func oracle(_ name: String, _ controller: ForwardingController, _ policy: Policy) async throws -> TraceOracle {
        var oracle = TraceOracle(
            name, policy: grounded(policy), plan: await controller.plan, programs: await controller.programs,
            engine: await controller.engine, on: hosts)
        try await oracle.run()
        return oracle
    }

    /// The policy on these switches, with their own tunnel addresses.
    func grounded(_ policy: Policy) -> Policy {
        var policy = policy
        policy.forwarders = hosts.compactMap { try? $0.forwarder() }
        return policy
    }

    /// One change of each kind to rules that are in place: a tag, a key, a port, a mark.
    func faults(_ controller: ForwardingController) async throws -> [Fault] {
        let changes: [(String, String)] = [
            ("set_field:1->ip_dscp", "set_field:9->ip_dscp"), ("set_field:0x2->tun_id", "set_field:0x3->tun_id"),
            ("output:2", "output:3"), ("set_field:0x3->ct_mark", "set_field:0x5->ct_mark"),
        ]
        var faults: [Fault] = []
        for (text, other) in changes {
            for host in hosts {
                let lines = try await host.ofctl("dump-flows", options: ["--no-stats"]).split(separator: "\n")
                guard let line = lines.first(where: { $0.contains(text) }) else { continue }
                let rule = line.drop { $0 == " " }.drop { $0 != " " }.dropFirst()
                let original = String(rule)
                faults.append(
                    Fault(host: host, change: original.replacingOccurrences(of: text, with: other), original: original))
                break
            }
        }
        #expect(faults.count == changes.count)
        return faults
    }
}
