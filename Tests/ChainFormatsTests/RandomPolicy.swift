import NetworkTypes
import ServiceChaining
import TestSupport

/// Random policies without mistakes, with names and images that try the quoting.
struct RandomPolicy {
    private var random: SeededGenerator
    private var nextPort: UInt32 = 10
    private var nextName = 0

    static func make(seed: UInt64) -> Policy {
        var generator = RandomPolicy(random: SeededGenerator(seed: seed))
        return generator.policy()
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func policy() -> Policy {
        let forwarders = (1...3).map { number in
            ServiceFunctionForwarder(
                name("s"),
                datapath: DatapathID(rawValue: random.chance(0.3) ? UInt64.max - UInt64(number) : UInt64(number)),
                tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, UInt8(number))))
        }
        return Policy(
            forwarders: forwarders,
            tenants: (0..<Int.random(in: 0...3, using: &random)).map { _ in tenant(on: forwarders) })
    }

    private mutating func tenant(on forwarders: [ServiceFunctionForwarder]) -> Tenant {
        let endpoints = (0..<3).map { index in
            var endpoint = Endpoint(EndpointID(name("e")), "10.\(index).0.0/16", "2001:db8:\(index)::/48")
            endpoint.attachment = EndpointAttachment(port: port(forwarders), mac: mac())
            return endpoint
        }
        let tags = TagEncapsulation.allCases.randomElement(using: &random) ?? .dscp
        var functions = (0..<5).map { _ in function(tags: tags) }
        let spare = spare(for: &functions[0])
        let chains = (0..<Int.random(in: 1...3, using: &random)).map {
            chain(number: $0, endpoints, functions, tags: tags)
        }
        let instances = (functions + [spare]).map { instance(of: $0, forwarders, chains) }
        return Tenant(
            id: TenantID(name("t")), endpoints: endpoints, functions: functions + [spare], instances: instances,
            chains: chains, tags: tags)
    }

    private mutating func function(tags: TagEncapsulation) -> ServiceFunction {
        let low = Int.random(in: 1...3, using: &random)
        var function = ServiceFunction(
            FunctionID(name("f")), image: name("i"),
            headers: HeaderTreatment.allCases.randomElement(using: &random) ?? .preserves,
            understands: tags != .tunnelMetadata && random.chance(0.3) ? tags : nil,
            instances: random.chance(0.4) ? 1...64 : low...(low + Int.random(in: 0...5, using: &random)),
            onFailure: FailurePolicy(
                [.closed, .open, .bypass].randomElement(using: &random) ?? .closed,
                existing: FailurePolicy.ExistingFlows.allCases.randomElement(using: &random) ?? .repin))
        if function.headers == .mangles {
            function.rewrites = HeaderFields(rawValue: UInt8.random(in: 1...15, using: &random))
        }
        if function.headers == .preserves, random.chance(0.3) {
            function.insertion = .tap
        } else if random.chance(0.3) {
            function.healthCheck = HealthCheck(
                interval: random.chance(0.5) ? .seconds(1) : duration() + .nanoseconds(1),
                timeout: random.chance(0.5) ? .milliseconds(500) : duration() + .nanoseconds(1),
                rise: Int.random(in: 1...3, using: &random), fall: Int.random(in: 1...4, using: &random))
        }
        return function
    }

    /// A function of the same kind, which no chain passes.
    private mutating func spare(for function: inout ServiceFunction) -> ServiceFunction {
        var spare = function
        spare.id = FunctionID(name("b"))
        if random.chance(0.5) { function.onFailure.newFlows = .backup(spare.id) }
        return spare
    }

    private mutating func instance(
        of function: ServiceFunction, _ forwarders: [ServiceFunctionForwarder], _ chains: [ServiceFunctionChain]
    ) -> ServiceInstance {
        let states = [ServiceInstance.State.active, .failed]
        return ServiceInstance(
            InstanceID(name("n")), of: function, at: attachment(for: function, forwarders),
            state: states.randomElement(using: &random) ?? .active,
            weight: random.chance(0.5) ? 1 : Int.random(in: 1...65535, using: &random),
            serves: random.chance(0.5) ? chains.first { $0.functions.contains(function.id) }?.id : nil)
    }

    private mutating func attachment(
        for function: ServiceFunction, _ forwarders: [ServiceFunctionForwarder]
    ) -> InstanceAttachment {
        let routes = function.understands != .vlan
        if function.insertion == .tap || random.chance(0.3) {
            return InstanceAttachment(oneArmed: port(forwarders), mac: routes && random.chance(0.5) ? mac() : nil)
        }
        return InstanceAttachment(
            left: port(forwarders), right: port(forwarders), leftMAC: routes && random.chance(0.5) ? mac() : nil,
            rightMAC: routes && random.chance(0.5) ? mac() : nil)
    }

    private mutating func chain(
        number: Int, _ endpoints: [Endpoint], _ functions: [ServiceFunction], tags: TagEncapsulation
    ) -> ServiceFunctionChain {
        let through = functions.dropLast().filter { _ in random.chance(0.6) } + [functions[0]]
        let unique = through.enumerated().filter { index, f in !through[..<index].contains(f) }.map(\.element)
        let all = unique + [functions[4]]
        let initiators = ServiceFunctionChain.Initiator.allCases, kinds = ServiceFunctionChain.Stickiness.allCases
        let breaks = all.contains { $0.headers.breaksIdentity }, proxies = all.contains { $0.headers == .terminates }
        let direction: ServiceFunctionChain.Direction = !breaks && random.chance(0.5) ? .unidirectional : .symmetric
        let mayTurn = direction == .symmetric && !proxies
        var chain = ServiceFunctionChain(
            ChainID(name("c")), from: endpoints[0].id, to: endpoints[1].id, matching: matches(),
            through: unique.map(\.id), direction: direction,
            initiator: mayTurn ? initiators.randomElement(using: &random) ?? .source : .source,
            stickiness: kinds.randomElement(using: &random) ?? .connection,
            priority: number * 300, objectives: (0..<Int.random(in: 0...2, using: &random)).map { _ in objective() })
        chain.branches = branches(after: unique, to: functions[4])
        if tags == .dscp { chain.keptMarkings = (0..<Int.random(in: 0...2, using: &random)).compactMap { marking($0) } }
        return chain
    }

    /// At most one by marking and one by traffic, to a function that the chain does not pass.
    private mutating func branches(after functions: [ServiceFunction], to other: ServiceFunction) -> [ChainBranch] {
        guard let last = functions.last, let after = functions.randomElement(using: &random) else { return [] }
        var branches: [ChainBranch] = []
        if after.insertion == .inline, random.chance(0.4), let marking = marking(5) {
            branches.append(ChainBranch(after: after.id, when: .marked(marking), through: [other.id]))
        }
        if random.chance(0.4) {
            branches.append(ChainBranch(after: last.id, when: .traffic(.all), through: [other.id]))
        }
        return branches
    }

    private mutating func marking(_ tens: Int) -> DSCP? {
        DSCP(rawValue: UInt8(tens * 10 + Int.random(in: 1...9, using: &random)))
    }

    private mutating func matches() -> [TrafficMatch] {
        (0..<Int.random(in: 0...2, using: &random)).map { _ in
            var match = TrafficMatch(
                transport: [nil, .tcp, .udp, IPProtocol(rawValue: 47)].randomElement(using: &random) ?? nil)
            if match.transport?.hasPorts == true {
                match.sourcePorts = ports()
                match.destinationPorts = ports()
            }
            if random.chance(0.3) { match.sources = Endpoint("", "10.0.128.0/17", "2001:db8::/52").prefixes }
            if random.chance(0.3) { match.destinations = Endpoint("", "10.1.2.3", "2001:db8:1::8").prefixes }
            return match
        }
    }

    private mutating func ports() -> [PortRange] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            let low = UInt16.random(in: 0...60000, using: &random)
            let high = random.chance(0.5) ? low : low + UInt16.random(in: 0...5000, using: &random)
            return PortRange(TransportPort(rawValue: low)...TransportPort(rawValue: high))
        }
    }

    private mutating func objective() -> ServiceLevelObjective {
        let hold = duration()
        switch Int.random(in: 0...3, using: &random) {
        case 0: return .meanLatency(below: duration() + .nanoseconds(1), for: hold)
        case 1: return .backlog(below: Int.random(in: 1...Int.max, using: &random), for: hold)
        case 2: return .throughput(above: Double.random(in: 1e-9...1e300, using: &random), for: hold)
        default: return .errorRate(below: Double.random(in: 1e-12...1, using: &random), for: hold)
        }
    }

    private mutating func duration() -> Duration {
        let units: [Duration] = [
            .seconds(3600), .seconds(60), .seconds(1), .milliseconds(1), .microseconds(1), .nanoseconds(1),
            Duration(attoseconds: 1),
        ]
        return (units.randomElement(using: &random) ?? .zero) * Int.random(in: 0...100_000, using: &random)
    }

    // MARK: Names and places

    private static let oddities = [
        "", " & co", "&anchor", " *star", ": x", " # no comment", "\"quoted\"", "'", "\\", "[", "{}", "é", "漢字",
        "\u{2028}x", "\u{FEFF}",
        "😀", "- a", "?", "%", "@", "`", "!tag", "|", ">", ",", "1e5", "/", "~", "\u{A0}x", "<&>", " &_", "${x}",
    ]

    private mutating func name(_ letter: String) -> String {
        nextName += 1
        let oddity = random.chance(0.4) ? Self.oddities.randomElement(using: &random) ?? "" : ""
        let front =
            random.chance(0.3)
            ? ["yes", "null", "0x", "12", "&", "*", "-", "true", "~"].randomElement(using: &random) ?? "" : ""
        return front + letter + "\(nextName)" + oddity + (random.chance(0.5) ? "z" : "")
    }

    private mutating func port(_ forwarders: [ServiceFunctionForwarder]) -> SwitchPort {
        nextPort += 1
        let forwarder = forwarders.randomElement(using: &random) ?? ServiceFunctionForwarder("s", datapath: 1)
        return forwarder.port(PortNumber(rawValue: nextPort))
    }

    private mutating func mac() -> MACAddress {
        MACAddress(rawValue: UInt64.random(in: 1...UInt64.max, using: &random) & 0xFEFF_FFFF_FFFF | 0x0200_0000_0000)
    }
}
