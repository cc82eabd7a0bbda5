internal import NetworkTypes
internal import ServiceChaining

/// Draws policies with everything plugged in, and the pieces for changing them.
///
/// Deployments are small: what goes wrong in composition goes wrong with two switches and three boxes, and a small
/// deployment is checked ten times in the time of a large one.
struct DeploymentGenerator: Sendable {
    var random: SeededNumbers
    private let families: [AddressFamily]
    /// Every fifth deployment has functions that fail, with policies for that, and chains of sticky flows.
    let isExtended: Bool
    /// Whether the far ends of chains may begin flows; boxes let them then, and tell directions by two ports.
    let letsEitherBegin: Bool
    private(set) var switches: [DatapathID] = []
    private var lastPort: [DatapathID: UInt32] = [:]
    private var freePorts: [DatapathID: [PortNumber]] = [:]
    private var lastMAC: UInt64 = 0x02_00_00_00_00_00
    private var names = 0

    init(seed: UInt64) {
        random = SeededNumbers(seed: seed)
        families = [[.ipv4], [.ipv4], [.ipv6], [.ipv4, .ipv6]][random.integer(0...3)]
        letsEitherBegin = random.chance(25)
        isExtended = seed % 5 == 0
    }

    mutating func policy() -> Policy {
        let count = random.integer(1...3)
        let forwarders = (1...count).map { number in
            ServiceFunctionForwarder(
                "s\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, UInt8(clamping: number))))
        }
        switches = forwarders.map(\.datapath)
        var policy = Policy(forwarders: forwarders, tenants: [])
        for _ in 0..<(random.chance(30) ? 2 : 1) { policy.tenants.append(tenant()) }
        return policy
    }

    /// A number that no name has had.
    private mutating func number() -> Int {
        names += 1
        return names
    }

    mutating func tenant() -> Tenant {
        let id = TenantID("t\(number())")
        let endpoints = (0..<random.integer(2...3)).map { index in
            Endpoint(
                "e\(index)", prefixes: families.map { prefix(index, $0) },
                attachment: EndpointAttachment(port: port(), mac: mac()))
        }
        var tenant = Tenant(id: id, endpoints: endpoints, functions: [], chains: [], tags: carrier())
        for _ in 0..<random.integer(2...4) { tenant.functions.append(function()) }
        for _ in 0..<random.integer(1...3) {
            if let chain = chain(of: tenant) { tenant.chains.append(chain) }
        }
        if isExtended {
            for index in tenant.functions.indices {
                tenant.functions[index].onFailure = failurePolicy(of: tenant.functions[index], in: tenant)
            }
        }
        return tenant
    }

    mutating func carrier() -> TagEncapsulation {
        random.chance(50) ? .dscp : random.element(of: TagEncapsulation.allCases) ?? .dscp
    }

    mutating func function() -> ServiceFunction {
        let treatments: [HeaderTreatment] = [.preserves, .preserves, .preserves, .mangles, .terminates]
        var function = ServiceFunction(
            FunctionID("f\(number())"), image: "box", headers: random.element(of: treatments) ?? .preserves)
        if random.chance(60) { function.rewrites = [.sourceAddress, .sourcePort] }
        guard function.headers == .preserves else { return function }
        if random.chance(10) { function.insertion = .tap }
        // Metadata of tunnels does not leave the switch, so no box can understand it.
        if random.chance(15) { function.understands = random.element(of: [.dscp, .vlan, .mpls, .nsh]) }
        return function
    }

    /// A chain of a priority that no other of the tenant has, so that no two are ambiguous.
    mutating func chain(of tenant: Tenant) -> ServiceFunctionChain? {
        let ends = random.shuffled(tenant.endpoints.map(\.id))
        let count = random.integer(1...max(1, min(3, tenant.functions.count)))
        let functions = Array(random.shuffled(tenant.functions.map(\.id)).prefix(count))
        let priorities = Set(0...30).subtracting(tenant.chains.map(\.priority)).sorted()
        guard ends.count > 1, !functions.isEmpty, let priority = random.element(of: priorities) else { return nil }
        let rewrites = functions.contains { tenant[function: $0]?.headers.breaksIdentity == true }
        var chain = ServiceFunctionChain(
            ChainID("c\(number())"), from: ends[0], to: ends[1], matching: matches(), through: functions,
            direction: !rewrites && random.chance(15) ? .unidirectional : .symmetric, priority: priority)
        if letsEitherBegin, !rewrites, chain.direction == .symmetric, random.chance(60) { chain.initiator = .either }
        if isExtended, random.chance(30) {
            chain.stickiness = random.chance(50) ? .addresses : .addressesAndProtocol
        }
        if tenant.tags == .dscp, random.chance(15) { chain.keptMarkings = [10, 46].compactMap { DSCP(rawValue: $0) } }
        return chain
    }

    /// Everything, or some ports of one protocol.
    mutating func matches() -> [TrafficMatch] {
        guard random.chance(60) else { return [] }
        let low = UInt16(clamping: random.integer(1...3000)), width = UInt16(clamping: random.integer(0...3000))
        let range = PortRange(TransportPort(rawValue: low)...TransportPort(rawValue: low + width))
        return [TrafficMatch(transport: random.chance(60) ? .tcp : .udp, destinationPorts: [range])]
    }

    private func prefix(_ index: Int, _ family: AddressFamily) -> IPPrefix {
        let bits: UInt128 =
            family == .ipv4
            ? UInt128(IPv4Address(10, UInt8(clamping: index), 0, 0).rawValue) : 0xFD00 << 112 | UInt128(index) << 64
        return IPPrefix(IPAddress(family: family, bits: bits), length: family == .ipv4 ? 16 : 64)
            ?? IPPrefix(all: family)
    }

    /// A free port; sometimes one that somebody else has had.
    private mutating func port(on datapath: DatapathID? = nil) -> SwitchPort {
        let chosen = datapath ?? random.element(of: switches) ?? 1
        if random.chance(50), let freed = freePorts[chosen]?.popLast() { return SwitchPort(chosen, freed) }
        lastPort[chosen, default: 1] += 1
        return SwitchPort(chosen, PortNumber(rawValue: lastPort[chosen] ?? 2))
    }

    /// Nothing is plugged in here any more.
    mutating func free(_ ports: [SwitchPort]) {
        for port in Set(ports).sorted() { freePorts[port.datapath, default: []].append(port.port) }
    }

    private mutating func mac() -> MACAddress {
        lastMAC += 1
        return MACAddress(rawValue: lastMAC)
    }

    /// A new instance, on another switch than `elsewhere` where there is one.
    mutating func instance(
        of function: FunctionID, in tenant: Tenant, elsewhere: DatapathID? = nil
    ) -> ServiceInstance {
        let others = switches.filter { $0 != elsewhere }
        let known = tenant[function: function]
        let left = port(on: random.element(of: others))
        let isTap = known?.insertion == .tap
        let isOneArmed = isTap || !letsEitherBegin && random.chance(15)
        let right = isOneArmed ? left : port(on: left.datapath)
        let isRouted = !isTap && random.chance(known?.headers.breaksIdentity == true ? 80 : 30)
        let address = isRouted ? mac() : nil
        return ServiceInstance(
            InstanceID("\(function).\(number())"), of: function,
            at: InstanceAttachment(
                left: left, right: right, leftMAC: address, rightMAC: isOneArmed ? address : isRouted ? mac() : nil),
            weight: random.integer(1...4))
    }
}
