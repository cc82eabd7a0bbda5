internal import NetworkTypes

/// Finds packets of one tenant that two chains of equal priority claim.
///
/// Classes can only meet where their packets enter at one place, so each place and priority is looked at alone. There
/// the classes are sorted by prefix: prefixes nest or are disjoint, so a class is compared only with those whose prefix
/// contains its own.
struct OverlapCheck {
    let tenant: Tenant
    /// The path of the list of chains.
    let path: PolicyPath

    private struct Place: Hashable {
        var ingress: SwitchPort?
        /// Where the endpoint is not attached yet, it stands for its port.
        var endpoint: EndpointID?
        var priority: Int

        init(_ start: Endpoint, priority: Int) {
            ingress = start.attachment?.port
            endpoint = ingress == nil ? start.id : nil
            self.priority = priority
        }
    }

    private struct Claim {
        var chain: Int
        var traffic: TrafficClass
    }

    private struct Pair: Hashable {
        var first: Int
        var second: Int
    }

    func diagnostics() -> [PolicyDiagnostic] {
        let (groups, refused) = claims()
        return refused.map(crowded)
            + groups.flatMap { overlaps(among: $0) }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
            .map { report($0.first, $0.second, $0.example) }
    }

    /// Classes that enter at one place with one priority are compared pair by pair, so their number is bounded.
    private static let mostClassesAtOnePlace = 8192.0

    /// The classes by place, and the chains that were left out since there are too many at theirs.
    private func claims() -> (groups: [[Claim]], refused: [Int]) {
        var counts: [Place: Double] = [:]
        var refused: [Int] = []
        let endpoints = Dictionary(tenant.endpoints.map { ($0.id, $0) }) { first, _ in first }
        var groups: [Place: [Claim]] = [:]
        for (index, chain) in tenant.chains.enumerated() {
            guard let source = endpoints[chain.source], let destination = endpoints[chain.destination],
                case let count = chain.classCount(from: source, to: destination),
                count <= Double(MatchCheck.mostClasses)
            else { continue }
            let places = chain.begins(at: source, destination).map { Place($0, priority: chain.priority) }
            for place in places { counts[place, default: 0] += count }
            guard places.allSatisfy({ counts[$0, default: 0] <= Self.mostClassesAtOnePlace }) else {
                refused.append(index)
                continue
            }
            let classes = tenant.trafficClasses(of: chain)
            for (place, isReversed) in zip(places, [false, true]) {
                groups[place, default: []] += classes.map { traffic in
                    Claim(chain: index, traffic: isReversed ? traffic.reversed(at: place.ingress) : traffic)
                }
            }
        }
        return (Array(groups.values), refused)
    }

    private func crowded(_ chain: Int) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .tooManyClasses, at: path[chain]["match"],
            "chain '\(tenant.chains[chain].id)' is one too many: the chains that start where it does with its priority "
                + "have more than \(Int(Self.mostClassesAtOnePlace)) combinations of prefixes and ports",
            fix: "use shorter prefixes or port ranges, or spread the chains over several priorities")
    }

    private func overlaps(among claims: [Claim]) -> [(first: Int, second: Int, example: FiveTuple)] {
        let prefix = sweepDimension(claims)
        var found: [Pair: FiveTuple] = [:]
        var enclosing: [Claim] = []
        for claim in claims.sorted(by: { (prefix($0), $0.chain) < (prefix($1), $1.chain) }) {
            while let last = enclosing.last, !prefix(last).contains(prefix(claim)) { enclosing.removeLast() }
            for other in enclosing where other.chain != claim.chain {
                let pair = Pair(first: min(other.chain, claim.chain), second: max(other.chain, claim.chain))
                guard found[pair] == nil, let example = other.traffic.commonPacket(with: claim.traffic) else {
                    continue
                }
                found[pair] = example
            }
            enclosing.append(claim)
        }
        return found.map { ($0.key.first, $0.key.second, $0.value) }
    }

    /// Sources or destinations, whichever tells the classes apart better.
    private func sweepDimension(_ claims: [Claim]) -> (Claim) -> IPPrefix {
        let sources = Set(claims.map(\.traffic.source)).count
        let destinations = Set(claims.map(\.traffic.destination)).count
        return sources > destinations ? { $0.traffic.source } : { $0.traffic.destination }
    }

    private func report(_ first: Int, _ second: Int, _ example: FiveTuple) -> PolicyDiagnostic {
        let chains = tenant.chains
        return PolicyDiagnostic(
            .overlappingClasses, at: path[second],
            "chains '\(chains[first].id)' and '\(chains[second].id)' of tenant '\(tenant.id)' both claim "
                + "\(example) at priority \(chains[second].priority)",
            fix: "give the chain that is to win a higher priority, or narrow one of the matches", example: example)
    }
}

extension ServiceFunctionChain {
    /// The ends that may send the first packet of a flow, the source before the destination.
    fileprivate func begins(at source: Endpoint, _ destination: Endpoint) -> [Endpoint] {
        initiator == .either ? [source, destination] : [source]
    }
}

extension TrafficClass {
    /// A packet that belongs to both classes; `nil` where there is none.
    func commonPacket(with other: TrafficClass) -> FiveTuple? {
        guard overlaps(other) else { return nil }
        let transport = self.transport ?? other.transport ?? .tcp
        return FiveTuple(
            source: source.length >= other.source.length ? source.address : other.source.address,
            destination: destination.length >= other.destination.length
                ? destination.address : other.destination.address,
            transport: transport,
            sourcePort: max(sourcePorts.lowerBound, other.sourcePorts.lowerBound),
            destinationPort: max(destinationPorts.lowerBound, other.destinationPorts.lowerBound))
    }
}
