import NetworkTypes
import ServiceChaining
import TestSupport
import Testing

/// One change to the sound policy, and what it has to cause.
struct PlantedMistake: Sendable, CustomStringConvertible {
    var code: PolicyDiagnostic.Code
    var path: String
    /// A part of the message or of the fix.
    var text: String
    var onlyDeployment = false
    var plant: @Sendable (inout Policy) -> Void

    var description: String { "\(code) at \(path)" }

    init(
        _ code: PolicyDiagnostic.Code, _ path: String, _ text: String, onlyDeployment: Bool = false,
        _ plant: @escaping @Sendable (inout Policy) -> Void
    ) {
        self.code = code
        self.path = path
        self.text = text
        self.onlyDeployment = onlyDeployment
        self.plant = plant
    }

    static func tenant(
        _ code: PolicyDiagnostic.Code, _ path: String, _ text: String, onlyDeployment: Bool = false,
        _ plant: @escaping @Sendable (inout Tenant) -> Void
    ) -> PlantedMistake {
        PlantedMistake(code, "tenants[0].\(path)", text, onlyDeployment: onlyDeployment) { plant(&$0.tenants[0]) }
    }

    static let all: [PlantedMistake] =
        names + endpoints + chains + instances + attachments + functions + boxes + branches + markings

    static let names: [PlantedMistake] = [
        .tenant(.unknownFunction, "chains[0].through[0]", "did you mean 'firewall'?") {
            $0.chains[0].functions[0] = "firewal"
        },
        .tenant(.unknownFunction, "instances[2].function", "'proxy'") { $0.instances[2].function = "proxy" },
        .tenant(.unknownEndpoint, "chains[0].to", "did you mean 'server'?") { $0.chains[0].destination = "sevrer" },
        .tenant(.unknownChain, "instances[0].serves", "did you mean 'web'?") { $0.instances[0].serves = "wbe" },
        .tenant(.chainWithoutFunction, "instances[2].serves", "'names'") { $0.instances[2].serves = "names" },
        .tenant(.duplicateName, "functions[2].name", "tenants[0].functions[0]") {
            $0.functions.append(ServiceFunction("firewall", image: "other"))
        },
        .tenant(.duplicateName, "endpoints[2].name", "'server'") {
            $0.endpoints.append(Endpoint("server", "10.3.0.0/24"))
        },
        .tenant(.duplicateName, "instances[1].name", "'fw1'") { $0.instances[1].id = "fw1" },
        .tenant(.duplicateName, "chains[1].name", "'web'") { $0.chains[1].id = "web" },
        .tenant(.invalidName, "functions[2].name", "space") { $0.functions.append(ServiceFunction(" x", image: "i")) },
        .tenant(.invalidName, "functions[2].name", "control") {
            $0.functions.append(ServiceFunction("a\nb", image: "i"))
        },
        PlantedMistake(.duplicateName, "tenants[1].name", "'acme'") { $0.tenants.append(Tenant("acme") {}) },
        PlantedMistake(.invalidName, "tenants[1].name", "empty") { $0.tenants.append(Tenant("") {}) },
        PlantedMistake(.duplicateName, "switches[1].name", "'s1'") { $0.forwarders[1].name = "s1" },
        PlantedMistake(.invalidName, "switches[1].name", "datapath number") { $0.forwarders[1].name = "2" },
        PlantedMistake(.duplicateDatapath, "switches[2].datapath", "'s2'") {
            $0.forwarders.append(ServiceFunctionForwarder("s3", datapath: 2))
        },
    ]

    static let endpoints: [PlantedMistake] = [
        .tenant(.invalidPrefix, "endpoints[2].prefixes", "'10.0.0.1/8'") {
            $0.endpoints.append(Endpoint("x", "10.0.0.1/8"))
        },
        .tenant(.noPrefix, "endpoints[2]", "'x'") { $0.endpoints.append(Endpoint("x")) },
        .tenant(.unusableAddress, "endpoints[0].mac", "ff:ff:ff:ff:ff:ff") {
            $0.endpoints[0].attachment?.mac = .broadcast
        },
        .tenant(.prefixOutsideEndpoint, "chains[0].match[0].sources[0]", "10.9.0.0/16") {
            $0.chains[0].matches[0].sources = [IPPrefix(.v4(IPv4Address(10, 9, 0, 0)), length: 16)].compactMap(\.self)
        },
        .tenant(.mixedFamilies, "chains[0].match[0]", "'web'") {
            $0.chains[0].matches[0].sources = [$0.endpoints[0].prefixes[0]]
            $0.chains[0].matches[0].destinations = [$0.endpoints[1].prefixes[1]]
        },
        .tenant(.mixedFamilies, "chains[2]", "'client' and 'x'") {
            $0.endpoints[0].prefixes.removeLast()
            $0.endpoints.append(
                Endpoint("x", "2001:db8::/48").attached(to: SamplePolicy.s1.port(9), mac: SamplePolicy.mac(9)))
            $0.chains.append(ServiceFunctionChain("six", from: "client", to: "x", through: ["firewall"]))
        },
        .tenant(.portsWithoutTransport, "chains[0].match[0]", "protocol icmp has none") {
            $0.chains[0].matches[0].transport = .icmp
        },
        .tenant(.emptyMatch, "chains[1].match[1].protocol", "icmpv6") {
            $0.chains[1].matches.append(TrafficMatch(transport: .icmpv6, sources: [$0.endpoints[0].prefixes[0]]))
        },
        .tenant(.tooManyClasses, "chains[0].match", "4096") {
            $0.chains[0].matches[0].sourcePorts = (0..<60).map { PortRange(TransportPort(rawValue: $0)) }
            $0.chains[0].matches[0].destinationPorts = (0..<60).map { PortRange(TransportPort(rawValue: $0)) }
        },
    ]

    static let chains: [PlantedMistake] = [
        .tenant(.emptyChain, "chains[1].through", "'names'") { $0.chains[1].functions = [] },
        .tenant(.repeatedFunction, "chains[0].through[2]", "'firewall' twice") {
            $0.chains[0].functions.append("firewall")
        },
        .tenant(.sameEndpoint, "chains[1].to", "'client'") { $0.chains[1].destination = "client" },
        .tenant(.unidirectionalThroughMangling, "chains[0].direction", "'snat' mangles") {
            $0.chains[0].direction = .unidirectional
        },
        .tenant(.overlappingClasses, "chains[1]", "'web' and 'names'") { $0.chains[1].matches = [] },
        .tenant(.priorityRange, "chains[0].priority", "1001") { $0.chains[0].priority = 1001 },
        .tenant(.priorityRange, "chains[0].priority", "-1") { $0.chains[0].priority = -1 },
        .tenant(.objectiveRange, "chains[0].objectives[0]", "errorRate") {
            $0.chains[0].objectives = [.errorRate(below: 1.5, for: .seconds(1))]
        },
        .tenant(.objectiveRange, "chains[0].objectives[1]", "throughput") {
            $0.chains[0].objectives = [.backlog(below: 5, for: .zero), .throughput(above: .nan, for: .seconds(1))]
        },
    ]

    static let instances: [PlantedMistake] = [
        .tenant(.noImage, "functions[0].image", "'firewall'") { $0.functions[0].image = "" },
        .tenant(.instanceLimits, "functions[1].instances", "0 to 64") { $0.functions[1].instances = 0...64 },
        .tenant(.instanceLimits, "functions[1].instances", "has 2 instances, but 1") {
            $0.functions[1].instances = 1...1
            $0.instances.append(SamplePolicy.instance("nat2", of: "snat", on: SamplePolicy.s2, 30))
        },
        .tenant(.weightRange, "instances[0].weight", "weight 0") { $0.instances[0].weight = 0 },
        .tenant(.unusableAddress, "instances[0].leftMAC", "00:00:00:00:00:00") {
            $0.instances[0].attachment.leftMAC = .zero
        },
        .tenant(.noInstance, "chains[0].through[1]", "'snat'", onlyDeployment: true) {
            $0.instances[2].state = .draining
        },
        .tenant(.noInstance, "chains[0].branches[0].through[0]", "'ids'", onlyDeployment: true) {
            $0.functions.append(ServiceFunction("ids", image: "ids"))
            $0.chains[0].branches = [
                ChainBranch(after: "firewall", when: .marked(.expeditedForwarding), through: ["ids"])
            ]
        },
        .tenant(.notAttached, "endpoints[1]", "'server'", onlyDeployment: true) { $0.endpoints[1].attachment = nil },
    ]

    static let attachments: [PlantedMistake] = [
        .tenant(.portTakenTwice, "instances[1].right", "the left side of instance 'fw1'") {
            $0.instances[1].attachment.right = $0.instances[0].attachment.left
        },
        .tenant(.portTakenTwice, "instances[1].port", "is taken by the left side of instance 'fw1'") {
            $0.instances[1].attachment = InstanceAttachment(oneArmed: $0.instances[0].attachment.left)
        },
        .tenant(.portTakenTwice, "endpoints[0].port", "the tunnel of switch 's1'") {
            $0.endpoints[0].attachment?.port = SwitchPort(1, 1)
        },
        PlantedMistake(
            .portOfAnotherTenant, "tenants[1].endpoints[0].port",
            "belongs to endpoint 'client' of tenant 'acme', whose packets, such as tcp 10.1.0.0:0 > 10.2.0.0:80"
        ) {
            $0.tenants.append(
                Tenant("other") { Endpoint("a", "10.0.0.0/8").attached(to: SwitchPort(1, 2), mac: SamplePolicy.mac(7)) }
            )
        },
        .tenant(.portRange, "endpoints[0].port", "port number 0") {
            $0.endpoints[0].attachment?.port = SwitchPort(1, 0)
        },
        PlantedMistake(.portRange, "switches[0].tunnel.port", "4294967293") {
            $0.forwarders[0].tunnel?.port = 0xFFFF_FFFD
        },
        .tenant(.unknownSwitch, "endpoints[0].port", "0000000000000007") {
            $0.endpoints[0].attachment?.port = SwitchPort(7, 1)
        },
        PlantedMistake(.unusableAddress, "switches[0].tunnel.address", "224.0.0.1") {
            $0.forwarders[0].tunnel?.address = IPv4Address(224, 0, 0, 1)
        },
        PlantedMistake(.unusableAddress, "switches[1].tunnel.address", "of switch 's1'") {
            $0.forwarders[1].tunnel?.address = IPv4Address(172, 31, 0, 1)
        },
        PlantedMistake(.tunnelMissing, "switches[1]", "'s2'", onlyDeployment: true) { $0.forwarders[1].tunnel = nil },
    ]
}

@Suite("Diagnostics of a policy")
struct DiagnosticsTests {
    @Test("A sound policy has none", arguments: DiagnosticScope.allCases)
    func sound(scope: DiagnosticScope) {
        #expect(SamplePolicy.sound.diagnostics(for: scope).isEmpty)
    }

    @Test("Each mistake is found where it is, and no other is", arguments: PlantedMistake.all)
    func planted(mistake: PlantedMistake) throws {
        var policy = SamplePolicy.sound
        mistake.plant(&policy)
        let found = policy.diagnostics(for: mistake.onlyDeployment ? .deployment : .policy)
        let hit = try #require(
            found.first { $0.code == mistake.code && $0.path.description == mistake.path }, "\(found)")
        #expect((hit.message + hit.fix).contains(mistake.text), "\(hit)")
        #expect(found.allSatisfy { $0.code == mistake.code }, "\(found)")
        #expect(!hit.message.isEmpty && !hit.fix.isEmpty)
        if mistake.onlyDeployment { #expect(policy.diagnostics(for: .policy).isEmpty) }
    }

    @Test("Every code is planted by some test")
    func coverage() {
        #expect(Set(PlantedMistake.all.map(\.code)) == Set(PolicyDiagnostic.Code.all))
    }

    @Test("Several mistakes are reported at once")
    func allAtOnce() {
        var policy = SamplePolicy.sound
        policy.tenants[0].chains[0].functions = ["firewal"]
        policy.tenants[0].chains[1].functions = []
        policy.tenants[0].endpoints[0].attachment?.port = SwitchPort(7, 1)
        policy.forwarders[1].name = "s1"
        let codes = Set(policy.diagnostics().map(\.code))
        #expect(codes.isSuperset(of: [.unknownFunction, .emptyChain, .unknownSwitch, .duplicateName]))
    }

    @Test("A policy without instances and attachments can be validated")
    func undeployed() {
        let policy = Policy {
            Tenant("acme") {
                let a = Endpoint("a", "10.1.0.0/16"), b = Endpoint("b", "10.2.0.0/16")
                Chain("ab", from: a, to: b) { ServiceFunction("firewall", image: "fw") }
            }
        }
        #expect(policy.diagnostics(for: .policy).isEmpty)
        #expect(Set(policy.diagnostics(for: .deployment).map(\.code)) == [.noInstance, .notAttached])
    }

    @Test("A port of another tenant is refused with a packet that would pass there")
    func foreignPort() throws {
        var policy = SamplePolicy.sound
        policy.tenants.append(
            Tenant("other") {
                Endpoint("a", "10.0.0.0/8").attached(to: SamplePolicy.s2.port(12), mac: SamplePolicy.mac(7))
            })
        let found = try #require(policy.diagnostics().first)
        let packet = try #require(found.example)
        let verdict = PolicyEvaluator(policy).evaluate(packet, at: SamplePolicy.s1.port(2))
        #expect(verdict.functions.contains("snat") && found.path.description == "tenants[1].endpoints[0].port")
    }

    @Test("What keeps the two things apart that a check looks for is no mistake")
    func soundChanges() {
        for change in Self.soundChanges {
            var policy = SamplePolicy.sound
            change(&policy.tenants[0])
            #expect(policy.diagnostics() == [])
        }
    }

    private static let soundChanges: [@Sendable (inout Tenant) -> Void] = [
        { $0.instances[0].attachment = InstanceAttachment(oneArmed: SwitchPort(1, 10), mac: SamplePolicy.mac(5)) },
        { $0.chains[0].initiator = .either },
        { $0.functions[1].rewrites = [.sourceAddress] },
        {
            $0.functions[0].healthCheck = HealthCheck(
                interval: .milliseconds(1), timeout: .seconds(1), rise: 1, fall: 1)
        },
        { $0.instances[2].state = .failed },
        { tenant in
            tenant.functions.append(ServiceFunction("spare", image: "nft-snat", headers: .mangles))
            tenant.functions[1] = tenant.functions[1].onFailure(use: tenant.functions[2])
            tenant.instances.append(SamplePolicy.instance("nat2", of: "spare", on: SamplePolicy.s1, 20))
            tenant.instances[3].serves = "web"
        },
        { tenant in
            tenant.tags = .vlan
            tenant.functions[0].understands = .vlan
        },
        { tenant in
            tenant.chains[0].keptMarkings = [.expeditedForwarding]
            tenant.chains[0].branches = [
                ChainBranch(after: "firewall", when: .marked(.expeditedForwarding), through: []),
                ChainBranch(after: "firewall", when: .traffic(.tcp(443)), through: []),
            ]
        },
    ]

    @Test("An empty policy is sound")
    func empty() {
        #expect(Policy(tenants: []).diagnostics().isEmpty)
    }
}
