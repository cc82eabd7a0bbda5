import NetworkTypes
import ServiceChaining

extension PlantedMistake {
    static let functions: [PlantedMistake] = [
        .tenant(.contradictingRewrites, "functions[0].rewrites", "preserves headers") {
            $0.functions[0].rewrites = [.sourcePort]
        },
        .tenant(.contradictingRewrites, "functions[1].rewrites", "'rewrites' names none") {
            $0.functions[1].rewrites = []
        },
        .tenant(.contradictingRewrites, "functions[1].rewrites", "of its own choice") {
            $0.functions[1].headers = .terminates
            $0.functions[1].rewrites = [.sourceAddress]
        },
        .tenant(.healthCheckRange, "functions[0].healthCheck.interval", "above zero") {
            $0.functions[0].healthCheck = HealthCheck(interval: .zero)
        },
        .tenant(.healthCheckRange, "functions[0].healthCheck.timeout", "-1.0 seconds") {
            $0.functions[0].healthCheck = HealthCheck(timeout: .seconds(-1))
        },
        .tenant(.healthCheckRange, "functions[0].healthCheck.rise", "the rise 0") {
            $0.functions[0].healthCheck = HealthCheck(rise: 0)
        },
        .tenant(.healthCheckRange, "functions[0].healthCheck.fall", "1 or more") {
            $0.functions[0].healthCheck = HealthCheck(fall: -3)
        },
        .tenant(.unknownFunction, "functions[0].onFailure.backup", "did you mean 'spare'?") {
            $0.functions.append(ServiceFunction("spare", image: "nft-firewall"))
            $0.functions[0].onFailure = FailurePolicy(.backup("spar"))
        },
        .tenant(.circularBackup, "functions[0].onFailure.backup", "'firewall' -> 'firewall'") {
            $0.functions[0].onFailure = FailurePolicy(.backup("firewall"))
        },
        .tenant(.circularBackup, "functions[2].onFailure.backup", "'a' -> 'b' -> 'a'") {
            $0.functions += [
                ServiceFunction("a", image: "i", onFailure: FailurePolicy(.backup("b"))),
                ServiceFunction("b", image: "i", onFailure: FailurePolicy(.backup("a"))),
            ]
            $0.functions[0].onFailure = FailurePolicy(.backup("a"))
        },
        .tenant(.unlikeBackup, "functions[0].onFailure.backup", "rewrites what 'firewall' leaves alone") {
            $0.functions.append(ServiceFunction("spare", image: "i", headers: .mangles))
            $0.functions[0].onFailure = FailurePolicy(.backup("spare"))
        },
        .tenant(.unlikeBackup, "functions[1].onFailure.backup", "it terminates connections") {
            $0.functions.append(ServiceFunction("spare", image: "i", headers: .terminates))
            $0.functions[1].onFailure = FailurePolicy(.backup("spare"))
        },
        .tenant(.unlikeBackup, "functions[0].onFailure.backup", "a tap") {
            $0.functions.append(ServiceFunction("spare", image: "i", insertion: .tap))
            $0.functions[0].onFailure = FailurePolicy(.backup("spare"))
        },
        .tenant(.repeatedFunction, "functions[1].onFailure.backup", "chain 'web' would pass 'firewall' twice") {
            $0.functions[1].onFailure = FailurePolicy(.backup("firewall"))
        },
    ]

    static let boxes: [PlantedMistake] = [
        .tenant(.contradictingTap, "functions[1].headers", "cannot mangle headers") {
            $0.functions[1].insertion = .tap
            $0.instances[2].attachment = InstanceAttachment(oneArmed: SamplePolicy.s2.port(12))
        },
        .tenant(.contradictingTap, "functions[2].healthCheck", "no probe") {
            $0.functions.append(ServiceFunction("tap", image: "i", insertion: .tap, healthCheck: HealthCheck()))
        },
        .tenant(.contradictingTap, "instances[3].right", "two ports") {
            $0.functions.append(ServiceFunction("tap", image: "i", insertion: .tap))
            $0.instances.append(SamplePolicy.instance("t1", of: "tap", on: SamplePolicy.s1, 30))
        },
        .tenant(.unusableAddress, "instances[0].rightMAC", "one port, but not one MAC address") {
            $0.instances[0].attachment.right = $0.instances[0].attachment.left
            $0.instances[0].attachment.leftMAC = SamplePolicy.mac(9)
        },
        .tenant(.tagsNotUnderstood, "functions[0].understands", "'tags: mpls'") {
            $0.functions[0].understands = .mpls
        },
        .tenant(.tagsNotUnderstood, "functions[0].understands", "ends where the tunnel does") {
            $0.tags = .tunnelMetadata
            $0.functions[0].understands = .tunnelMetadata
        },
        .tenant(.tagsNotUnderstood, "instances[0].leftMAC", "loses the VLAN tags") {
            $0.tags = .vlan
            $0.functions[0].understands = .vlan
            $0.instances[0].attachment.leftMAC = SamplePolicy.mac(9)
        },
    ]

    static let branches: [PlantedMistake] = [
        branch(.branchElsewhere, ".after", "did you mean 'snat'?") { $0.after = "snap" },
        branch(.unknownFunction, ".through[0]", "did you mean 'firewall'?") { $0.functions = ["firewal"] },
        branch(.repeatedFunction, ".through[0]", "pass 'firewall' twice") { $0.functions = ["firewall"] },
        branch(.repeatedFunction, ".through[1]", "pass 'extra' twice") { $0.functions = ["extra", "extra"] },
        branch(.markingRange, ".marked", "the marking 0") { $0.condition = .marked(.bestEffort) },
        branch(.portsWithoutTransport, ".match", "names no protocol") {
            $0.condition = .traffic(TrafficMatch(destinationPorts: [PortRange(80)]))
        },
        branch(.tooManyClasses, ".match", "4096") {
            $0.condition = .traffic(TrafficMatch(transport: .tcp, sourcePorts: Array(repeating: .all, count: 5000)))
        },
        branch(.unreachableBranch, "", "none of the chain's packets matches") { $0.condition = .traffic(.tcp(22)) },
        branch(.unreachableBranch, "", "leads where the chain goes anyway") { $0.functions = ["snat"] },
        .tenant(.unreachableBranch, "chains[0].branches[1]", "branch 1 takes all of its packets before") {
            $0.chains[0].branches = [
                ChainBranch(after: "firewall", when: .traffic(.tcp(80, 443)), through: []),
                ChainBranch(after: "firewall", when: .traffic(.tcp(443)), through: []),
            ]
        },
        .tenant(.unreachableBranch, "chains[0].branches[0]", "is a tap") {
            $0.functions[0].insertion = .tap
            for index in 0...1 { $0.instances[index].attachment.right = $0.instances[index].attachment.left }
            $0.chains[0].branches = [
                ChainBranch(after: "firewall", when: .marked(.expeditedForwarding), through: [])
            ]
        },
        .tenant(.tooManyBranches, "chains[0].branches", "65 branches, but 64") {
            $0.chains[0].branches = (0...64).map { _ in
                ChainBranch(after: "firewall", when: .marked(.expeditedForwarding), through: [])
            }
        },
        .tenant(.unidirectionalThroughMangling, "chains[1].direction", "'snat' mangles") {
            $0.chains[1].branches = [
                ChainBranch(after: "firewall", when: .marked(.expeditedForwarding), through: ["snat"])
            ]
        },
    ]

    /// A sound branch behind the firewall, spoilt.
    private static func branch(
        _ code: PolicyDiagnostic.Code, _ path: String, _ text: String,
        _ spoil: @escaping @Sendable (inout ChainBranch) -> Void
    ) -> PlantedMistake {
        .tenant(code, "chains[0].branches[0]\(path)", text) {
            $0.functions.append(ServiceFunction("extra", image: "i"))
            var branch = ChainBranch(after: "firewall", when: .marked(.expeditedForwarding), through: ["extra"])
            spoil(&branch)
            $0.chains[0].branches = [branch]
        }
    }

    static let markings: [PlantedMistake] = [
        .tenant(.markingRange, "chains[0].keptMarkings[1]", "1 to 63") {
            $0.chains[0].keptMarkings = [.expeditedForwarding, .bestEffort]
        },
        .tenant(.repeatedMarking, "chains[0].keptMarkings[1]", "the marking 46 twice") {
            $0.chains[0].keptMarkings = [.expeditedForwarding, .expeditedForwarding]
        },
        .tenant(.needlessMarkings, "chains[0].keptMarkings", "travel as mpls") {
            $0.tags = .mpls
            $0.chains[0].keptMarkings = [.expeditedForwarding]
        },
        .tenant(.onlySourceBegins, "chains[1].initiator", "unidirectional") { $0.chains[1].initiator = .either },
        .tenant(.onlySourceBegins, "chains[0].initiator", "'snat' terminates connections") {
            $0.functions[1].headers = .terminates
            $0.chains[0].initiator = .either
        },
        .tenant(.overlappingClasses, "chains[2]", "'web' and 'back' of tenant 'acme' both claim tcp 10.2.0.0:80") {
            $0.chains[0].initiator = .either
            $0.chains.append(
                ServiceFunctionChain("back", from: "server", to: "client", matching: [.tcp()], through: ["firewall"]))
        },
    ]
}
