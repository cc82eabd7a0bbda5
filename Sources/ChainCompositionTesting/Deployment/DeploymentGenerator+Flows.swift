internal import NetworkTypes
internal import ServiceChaining

/// A flow that is about to be opened, and where.
struct FlowDraw: Hashable, Sendable {
    let tenant: TenantID
    let ingress: SwitchPort
    let flow: FiveTuple
    /// The DSCP value with which its packets are sent.
    var marking = DSCP.bestEffort
}

extension DeploymentGenerator {
    /// A flow that most often belongs to some chain of a tenant.
    mutating func flow(in policy: Policy) -> FlowDraw? {
        guard let tenant = random.element(of: policy.tenants) else { return nil }
        let chain = random.element(of: tenant.chains)
        let ends = random.shuffled(tenant.endpoints)
        let isCovered = random.chance(92)
        guard let source = isCovered ? chain.flatMap({ tenant[endpoint: $0.source] }) : ends.first,
            let destination = isCovered ? chain.flatMap({ tenant[endpoint: $0.destination] }) : ends.last,
            let ingress = source.attachment?.port, let family = random.element(of: source.prefixes.map(\.family)),
            let from = address(in: source, family), let to = address(in: destination, family)
        else { return nil }
        let flow = FiveTuple(
            source: from, destination: to, transport: transport(of: chain), sourcePort: port(1024...65535),
            destinationPort: destinationPort(of: chain))
        let marking = random.element(of: [.bestEffort] + (chain?.keptMarkings ?? [])) ?? .bestEffort
        guard isCovered, chain?.initiator == .either, random.chance(40), let other = destination.attachment?.port else {
            return FlowDraw(tenant: tenant.id, ingress: ingress, flow: flow, marking: marking)
        }
        return FlowDraw(tenant: tenant.id, ingress: other, flow: flow.reversed, marking: marking)
    }

    private mutating func transport(of chain: ServiceFunctionChain?) -> IPProtocol {
        chain?.matches.first?.transport ?? (random.chance(50) ? .tcp : .udp)
    }

    private mutating func destinationPort(of chain: ServiceFunctionChain?) -> TransportPort {
        guard let range = chain?.matches.first?.destinationPorts.first, random.chance(85) else { return port(1...7000) }
        return port(Int(range.lowerBound.rawValue)...Int(range.upperBound.rawValue))
    }

    private mutating func port(_ range: ClosedRange<Int>) -> TransportPort {
        TransportPort(rawValue: UInt16(clamping: random.integer(range)))
    }

    private mutating func address(in endpoint: Endpoint, _ family: AddressFamily) -> IPAddress? {
        guard let prefix = endpoint.prefixes.first(where: { $0.family == family }) else { return nil }
        return IPAddress(family: family, bits: prefix.address.bits | UInt128(random.integer(1...60_000)))
    }
}
