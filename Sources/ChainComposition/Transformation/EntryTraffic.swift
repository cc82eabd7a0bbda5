internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

/// What enters each chain at its ends: its classes, and what is left of them where chains of a higher priority enter.
struct EntryTraffic {
    private var entering: [ChainID: ChainClaim] = [:]
    private var returning: [ChainID: ChainClaim] = [:]

    /// Beyond as many cubes, what higher priorities take away is no longer looked at: less can be shared then, and
    /// nothing goes wrong.
    private static let mostCubes = 4096

    init(of tenant: Tenant) {
        var claimed: [EndpointID: [Claim]] = [:]
        for claim in Self.claims(tenant) {
            claimed[claim.isReversed ? claim.chain.destination : claim.chain.source, default: []].append(claim)
        }
        for claims in claimed.values {
            for claim in claims {
                let above = claims.filter { $0.chain.priority > claim.chain.priority }
                let sent = above.reduce(claim.headers) { rest, other in
                    rest.cubes.count > Self.mostCubes ? rest : rest.subtracting(other.headers)
                }
                let result = ChainClaim(
                    chain: claim.chain.id, rank: claim.rank, matched: claim.headers, sent: sent)
                if claim.isReversed { returning[claim.chain.id] = result } else { entering[claim.chain.id] = result }
            }
        }
    }

    private struct Claim {
        let chain: ServiceFunctionChain
        let rank: Int
        let isReversed: Bool
        let headers: HeaderSet
    }

    /// In the order in which rules are asked wherever packets of several chains meet: by priority, then what is more
    /// particular.
    private static func claims(_ tenant: Tenant) -> [Claim] {
        let chains = tenant.chains.map { chain in
            (chain, HeaderSet(tenant.trafficClasses(of: chain).flatMap { HeaderSet($0).cubes }))
        }
        let particular = chains.map { $0.1.cubes.map(\.fixedBitCount).min() ?? 0 }
        let order = chains.indices.sorted {
            (chains[$1].0.priority, particular[$1], $0) < (chains[$0].0.priority, particular[$0], $1)
        }
        return order.enumerated().flatMap { rank, index in
            let (chain, headers) = chains[index]
            let own = Claim(chain: chain, rank: rank, isReversed: false, headers: headers)
            guard chain.initiator == .either else { return [own] }
            return [own, Claim(chain: chain, rank: rank, isReversed: true, headers: headers.reversed)]
        }
    }

    /// What enters at the source.
    func onward(_ chain: ServiceFunctionChain) -> ChainClaim? { entering[chain.id] }

    /// What the destination begins; `nil` where only the source may.
    func back(_ chain: ServiceFunctionChain) -> ChainClaim? { returning[chain.id] }
}

extension HeaderSet {
    /// The headers of a class.
    init(_ traffic: TrafficClass) {
        self.init(
            source: traffic.source, destination: traffic.destination, transport: traffic.transport,
            sourcePorts: traffic.sourcePorts, destinationPorts: traffic.destinationPorts)
    }
}
