internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// The rule compiler inside somebody else's controller, which has sessions, ports and policies of its own.
///
/// This program stands for that controller: it fills in the values that the composition wants, and sends what comes
/// out the way it sends everything else. Nothing here opens a socket, reads a file or starts a thread.
@main
enum ForeignController {
    static func main() throws {
        let composer = ChainComposer()
        let compiler = RuleCompiler(engine: ReactiveEngine())

        print("A chain appears:")
        let first = try composer.plan(for: policy(firewalls: 1))
        try send(PlanUpdate(from: [:], to: compiler.compile(first)))

        print("\nA second firewall comes up; what exists keeps its tags and its rules:")
        let second = try composer.plan(for: policy(firewalls: 2), after: first)
        try send(PlanUpdate(from: compiler.compile(first), to: compiler.compile(second)))
    }

    /// Where the foreign controller would hand bytes to its own sessions: the steps in order, the switches of one
    /// step in any order, a barrier behind each step.
    private static func send(_ update: PlanUpdate) throws {
        for step in update.steps {
            for (datapath, change) in step.changes.sorted(by: { $0.key < $1.key }) {
                var bytes = 0
                var lines: [String] = []
                for (number, body) in change.messages.enumerated() {
                    let message = Message(TransactionID(rawValue: UInt32(number)), body)
                    bytes += try message.encoded(version: .v1_3).count
                    lines.append(try body.bundleLine())
                }
                print("\(step.phase): \(lines.count) messages, \(bytes) bytes to switch \(datapath)")
                lines.forEach { print("  \($0)") }
            }
        }
    }

    /// What the foreign controller knows of its network, in our words.
    private static func policy(firewalls: Int) -> Policy {
        let edge = DatapathID(rawValue: 0xE1)
        let ports = (0..<firewalls).map { UInt32(10 + 2 * $0) }
        return Policy(
            forwarders: [ServiceFunctionForwarder("edge", datapath: edge)],
            tenants: [
                Tenant(
                    id: "acme",
                    endpoints: [
                        Endpoint("client", "10.1.0.0/24").attached(to: SwitchPort(edge, 1), mac: mac(1)),
                        Endpoint("server", "10.2.0.0/24").attached(to: SwitchPort(edge, 2), mac: mac(2)),
                    ],
                    functions: [ServiceFunction("firewall", image: "bump-in-the-wire")],
                    instances: ports.map { port in
                        ServiceInstance(
                            InstanceID("firewall-\(port)"), of: "firewall",
                            at: InstanceAttachment(
                                left: SwitchPort(edge, PortNumber(rawValue: port)),
                                right: SwitchPort(edge, PortNumber(rawValue: port + 1))))
                    },
                    chains: [
                        ServiceFunctionChain(
                            "web", from: "client", to: "server", matching: [.tcp(80)], through: ["firewall"])
                    ])
            ])
    }

    private static func mac(_ number: UInt64) -> MACAddress { MACAddress(rawValue: 0x02_00_00_00_00_00 | number) }
}
