internal import NetworkTypes

/// The mistakes in what a chain matches.
struct MatchCheck {
    let chain: ServiceFunctionChain
    let path: PolicyPath
    let source: Endpoint?
    let destination: Endpoint?

    /// A chain with more classes than this is refused: each is a rule at least.
    static let mostClasses = 4096

    func diagnostics() -> [PolicyDiagnostic] {
        var found: [PolicyDiagnostic] = []
        for (index, match) in chain.matches.enumerated() {
            let place = path["match"][index]
            found += Self.ports(of: match, at: place, in: "a match of chain '\(chain.id)'")
            found += outside(match.sources, source, at: place["sources"])
            found += outside(match.destinations, destination, at: place["destinations"])
        }
        return found + families() + classCount()
    }

    static func ports(of match: TrafficMatch, at place: PolicyPath, in owner: String) -> [PolicyDiagnostic] {
        let narrowed = !match.sourcePorts.isEmpty || !match.destinationPorts.isEmpty
        guard narrowed, match.transport?.hasPorts != true else { return [] }
        let transport = match.transport.map { "protocol \($0) has none" } ?? "it names no protocol"
        return [
            PolicyDiagnostic(
                .portsWithoutTransport, at: place, "\(owner) asks for ports, but \(transport)",
                fix: "add 'protocol: tcp', 'udp' or 'sctp', or remove the ports")
        ]
    }

    private func outside(_ prefixes: [IPPrefix], _ endpoint: Endpoint?, at place: PolicyPath) -> [PolicyDiagnostic] {
        guard let endpoint, endpoint.unreadablePrefixes.isEmpty else { return [] }
        return prefixes.enumerated().filter { !endpoint.holds($1) }.map { index, prefix in
            PolicyDiagnostic(
                .prefixOutsideEndpoint, at: place[index],
                "chain '\(chain.id)' matches \(prefix), which lies outside endpoint '\(endpoint.id)' "
                    + "(\(endpoint.prefixes.prefix(4).map(\.description).joined(separator: ", ")))",
                fix: "narrow the match to the endpoint's prefixes, or add \(prefix) to the endpoint")
        }
    }

    private func families() -> [PolicyDiagnostic] {
        guard let source, let destination, source.isComplete, destination.isComplete else { return [] }
        let common = source.families.intersection(destination.families)
        guard !common.isEmpty else {
            return [mixed("endpoints '\(source.id)' and '\(destination.id)' have", at: path)]
        }
        return chain.matches.enumerated().compactMap { index, match in
            let from = match.sources.isEmpty ? source.families : Set(match.sources.map(\.family))
            let to = match.destinations.isEmpty ? destination.families : Set(match.destinations.map(\.family))
            let both = from.intersection(to), place = path["match"][index]
            if both.isEmpty { return mixed("the sources and destinations of the match have", at: place) }
            return impossible(match, in: both, at: place)
        }
    }

    private func mixed(_ what: String, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .mixedFamilies, at: place, "chain '\(chain.id)' can match nothing: \(what) no address family in common",
            fix: "give both sides IPv4 prefixes, or both sides IPv6 prefixes")
    }

    private func impossible(
        _ match: TrafficMatch, in families: Set<AddressFamily>, at place: PolicyPath
    ) -> PolicyDiagnostic? {
        let needed: AddressFamily? = match.transport == .icmp ? .ipv4 : match.transport == .icmpv6 ? .ipv6 : nil
        guard let needed, !families.contains(needed), let transport = match.transport else { return nil }
        return PolicyDiagnostic(
            .emptyMatch, at: place["protocol"],
            "a match of chain '\(chain.id)' can match nothing: \(transport) is carried by \(needed) only",
            fix: "use '\(needed == .ipv4 ? "icmpv6" : "icmp")', or remove the match")
    }

    private func classCount() -> [PolicyDiagnostic] {
        guard let source, let destination else { return [] }
        let count = chain.classCount(from: source, to: destination)
        guard count > Double(Self.mostClasses) else { return [] }
        return [
            PolicyDiagnostic(
                .tooManyClasses, at: path["match"],
                "chain '\(chain.id)' has more than \(Self.mostClasses) combinations of prefixes and ports",
                fix: "use shorter prefixes or port ranges, or split the chain")
        ]
    }
}

extension ServiceFunctionChain {
    /// How many classes the chain comes to, before any is made; families aside.
    func classCount(from source: Endpoint, to destination: Endpoint) -> Double {
        (matches.isEmpty ? [TrafficMatch.all] : matches).reduce(0) { sum, match in
            let sources = match.sources.isEmpty ? source.prefixes.count : match.sources.count
            let destinations = match.destinations.isEmpty ? destination.prefixes.count : match.destinations.count
            return sum + Double(sources) * Double(destinations) * Double(max(1, match.sourcePorts.count))
                * Double(max(1, match.destinationPorts.count))
        }
    }
}

extension Endpoint {
    fileprivate var families: Set<AddressFamily> { Set(prefixes.map(\.family)) }

    /// True where its prefixes are known well enough to judge a chain by them.
    fileprivate var isComplete: Bool { !prefixes.isEmpty && unreadablePrefixes.isEmpty }

    fileprivate func holds(_ prefix: IPPrefix) -> Bool { prefixes.contains { $0.contains(prefix) } }
}
