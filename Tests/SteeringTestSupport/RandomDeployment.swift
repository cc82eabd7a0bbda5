internal import ChainComposition
package import NetworkTypes
package import ServiceChaining
package import TestSupport

/// A random policy with everything plugged in: a third of the boxes rewrite packets, chains share functions and
/// overlap in every way that is allowed.
package struct RandomDeployment {
    package var random: SeededGenerator
    package private(set) var policy: Policy
    package let family: AddressFamily
    private var ports: [DatapathID: UInt32] = [:]
    private var macs: UInt64 = 0x02_00_00_00_00_00
    private var launched = 0
    private var withdrawn: [TenantID: [ServiceFunctionChain]] = [:]

    /// - Parameter tags: what carries the tags of every tenant.
    package init(seed: UInt64, tags: TagEncapsulation = .dscp) {
        random = SeededGenerator(seed: seed)
        family = random.chance(0.25) ? .ipv6 : .ipv4
        policy = Policy(tenants: [])
        let switches = Int.random(in: 1...4, using: &random)
        policy.forwarders = (1...switches).map { number in
            ServiceFunctionForwarder(
                "s\(number)", datapath: DatapathID(rawValue: UInt64(number)),
                tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, UInt8(clamping: number))))
        }
        for index in 0..<Int.random(in: 1...2, using: &random) { policy.tenants.append(tenant(index)) }
        for index in policy.tenants.indices { policy.tenants[index].tags = tags }
    }

    private mutating func tenant(_ index: Int) -> Tenant {
        let endpoints = (0..<Int.random(in: 2...4, using: &random)).map { number in
            Endpoint(
                "e\(number)", prefixes: [prefix(number)],
                attachment: EndpointAttachment(port: port(), mac: mac()))
        }
        let functions = (0..<Int.random(in: 2...5, using: &random)).map { number in
            ServiceFunction(
                "f\(number)", image: "box",
                headers: random.chance(2.0 / 3) ? .preserves : random.chance(0.5) ? .mangles : .terminates)
        }
        var tenant = Tenant(id: "t\(index)", endpoints: endpoints, functions: functions, chains: [])
        for number in 0..<Int.random(in: 1...4, using: &random) { tenant.chains.append(chain(number, of: tenant)) }
        for clone in AmbiguityRemoval(of: tenant).clones {
            tenant.instances.append(instance(of: clone.id.function, in: tenant))
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            if let function = tenant.chains.flatMap(\.functions).randomElement(using: &random) {
                tenant.instances.append(instance(of: function, in: tenant))
            }
        }
        return tenant
    }

    /// Chains of one source differ in their ports or in priority, so that no two are ambiguous.
    private mutating func chain(_ number: Int, of tenant: Tenant) -> ServiceFunctionChain {
        var ends = tenant.endpoints.map(\.id)
        ends.shuffle(using: &random)
        let length = Int.random(in: 1...min(4, tenant.functions.count), using: &random)
        let functions = Array(tenant.functions.map(\.id).shuffled(using: &random).prefix(length))
        let rewrites = functions.contains { tenant[function: $0]?.headers.breaksIdentity == true }
        let low = UInt16.random(in: 1...1000, using: &random)
        let range = PortRange(TransportPort(rawValue: low)...TransportPort(rawValue: low + 5000))
        let match = TrafficMatch(transport: random.chance(0.7) ? .tcp : .udp, destinationPorts: [range])
        return ServiceFunctionChain(
            "c\(number)", from: ends[0], to: ends[1], matching: random.chance(0.3) ? [] : [match], through: functions,
            direction: !rewrites && random.chance(0.2) ? .unidirectional : .symmetric, priority: number)
    }

    private func prefix(_ number: Int) -> IPPrefix {
        let bits: UInt128 =
            family == .ipv4
            ? UInt128(IPv4Address(10, UInt8(clamping: number), 0, 0).rawValue)
            : 0xFD00 << 112 | UInt128(number) << 64
        return IPPrefix(IPAddress(family: family, bits: bits), length: family == .ipv4 ? 16 : 64)
            ?? IPPrefix(all: family)
    }

    private mutating func port(on datapath: DatapathID? = nil) -> SwitchPort {
        let chosen = datapath ?? policy.forwarders.randomElement(using: &random)?.datapath ?? 1
        ports[chosen, default: 1] += 1
        return SwitchPort(chosen, PortNumber(rawValue: ports[chosen] ?? 2))
    }

    private mutating func mac() -> MACAddress {
        macs += 1
        return MACAddress(rawValue: macs)
    }

    private mutating func instance(of function: FunctionID, in tenant: Tenant) -> ServiceInstance {
        launched += 1
        let left = port()
        let right = port(on: left.datapath)
        let isRouted = tenant[function: function]?.headers.breaksIdentity == true || random.chance(0.3)
        return ServiceInstance(
            "\(function).\(launched)", of: function,
            at: InstanceAttachment(
                left: left, right: right, leftMAC: isRouted ? mac() : nil, rightMAC: isRouted ? mac() : nil),
            weight: Int.random(in: 1...4, using: &random))
    }
}

extension RandomDeployment {
    /// A random flow that some chain may or may not cover, and where it enters.
    package mutating func flow() -> (tenant: Tenant, endpoint: Endpoint, flow: FiveTuple)? {
        guard let tenant = policy.tenants.randomElement(using: &random) else { return nil }
        let chain = tenant.chains.randomElement(using: &random)
        let ends = tenant.endpoints.shuffled(using: &random)
        let isCovered = random.chance(0.9)
        guard let source = isCovered ? chain.flatMap({ tenant[endpoint: $0.source] }) : ends.first,
            let destination = isCovered ? chain.flatMap({ tenant[endpoint: $0.destination] }) : ends.last
        else { return nil }
        let transport = chain?.matches.first?.transport ?? (random.chance(0.5) ? .tcp : .udp)
        let flow = FiveTuple(
            source: address(in: source), destination: address(in: destination), transport: transport,
            sourcePort: TransportPort(rawValue: .random(in: 1024...65535, using: &random)),
            destinationPort: TransportPort(rawValue: .random(in: 1...6000, using: &random)))
        return (tenant, source, flow)
    }

    private mutating func address(in endpoint: Endpoint) -> IPAddress {
        let prefix = endpoint.prefixes[0]
        return IPAddress(
            family: family, bits: prefix.address.bits | UInt128(UInt16.random(in: 1...9999, using: &random)))
    }

    /// One random change of the deployment: an instance more, one that drains, another weight, or one that goes.
    ///
    /// - Parameter chains: whether chains may change as well: go, come back, or pass their functions in another order.
    package mutating func change(chains: Bool = false, mayRemove: (TenantID, InstanceID) -> Bool) -> (
        Tenant, ServiceInstance
    )? {
        let index = Int.random(in: policy.tenants.indices, using: &random)
        let tenant = policy.tenants[index]
        guard let chosen = tenant.instances.indices.randomElement(using: &random) else { return nil }
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where tenant.instances.count < 14:
            let new = instance(of: tenant.instances[chosen].function, in: tenant)
            policy.tenants[index].instances.append(new)
            return (tenant, new)
        case 1: policy.tenants[index].instances[chosen].state = .draining
        case 2: policy.tenants[index].instances[chosen].weight = Int.random(in: 1...9, using: &random)
        case 3 where chains: changeChains(index)
        case 4 where chains:
            let chain = policy.tenants[index].chains.indices.randomElement(using: &random)
            if let chain { policy.tenants[index].chains[chain].functions.shuffle(using: &random) }
        default:
            let instance = tenant.instances[chosen]
            if instance.state == .draining, mayRemove(tenant.id, instance.id) {
                policy.tenants[index].instances.remove(at: chosen)
            }
        }
        return nil
    }

    /// A chain goes, or one that went comes back.
    private mutating func changeChains(_ index: Int) {
        let tenant = policy.tenants[index].id
        if let lost = withdrawn[tenant]?.popLast() {
            policy.tenants[index].chains.append(lost)
        } else if let chosen = policy.tenants[index].chains.indices.randomElement(using: &random) {
            withdrawn[tenant, default: []].append(policy.tenants[index].chains.remove(at: chosen))
        }
    }

    /// Puts the policy back, after a change that the composition refused.
    package mutating func restore(_ policy: Policy) { self.policy = policy }
}
