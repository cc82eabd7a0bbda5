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
        let functions = (0..<4).map { _ in function() }
        let chains = (0..<Int.random(in: 1...3, using: &random)).map { chain(number: $0, endpoints, functions) }
        let instances = functions.map { instance(of: $0, forwarders, chains) }
        return Tenant(
            id: TenantID(name("t")), endpoints: endpoints, functions: functions, instances: instances, chains: chains)
    }

    private mutating func function() -> ServiceFunction {
        let treatments = HeaderTreatment.allCases
        let low = Int.random(in: 1...3, using: &random)
        return ServiceFunction(
            FunctionID(name("f")), image: name("i"), headers: treatments.randomElement(using: &random) ?? .preserves,
            instances: random.chance(0.4) ? 1...64 : low...(low + Int.random(in: 0...5, using: &random)))
    }

    private mutating func instance(
        of function: ServiceFunction, _ forwarders: [ServiceFunctionForwarder], _ chains: [ServiceFunctionChain]
    ) -> ServiceInstance {
        ServiceInstance(
            InstanceID(name("n")), of: function,
            at: InstanceAttachment(
                left: port(forwarders), right: port(forwarders), leftMAC: random.chance(0.5) ? mac() : nil,
                rightMAC: random.chance(0.5) ? mac() : nil),
            weight: random.chance(0.5) ? 1 : Int.random(in: 1...65535, using: &random),
            serves: random.chance(0.5) ? chains.first { $0.functions.contains(function.id) }?.id : nil)
    }

    private mutating func chain(
        number: Int, _ endpoints: [Endpoint], _ functions: [ServiceFunction]
    ) -> ServiceFunctionChain {
        let through = functions.filter { _ in random.chance(0.6) } + [functions[0]]
        let unique = through.enumerated().filter { index, f in !through[..<index].contains(f) }.map(\.element)
        let breaks = unique.contains { $0.headers.breaksIdentity }
        return ServiceFunctionChain(
            ChainID(name("c")), from: endpoints[0].id, to: endpoints[1].id, matching: matches(),
            through: unique.map(\.id), direction: !breaks && random.chance(0.5) ? .unidirectional : .symmetric,
            priority: number * 300, objectives: (0..<Int.random(in: 0...2, using: &random)).map { _ in objective() })
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
