internal import ServiceChaining

extension Subchain {
    /// Divides transformed chains at the clones that rewrite packets, in order of first use.
    static func divide(_ tenant: Tenant, _ transformed: AmbiguityRemoval) -> [Subchain] {
        var result: [Subchain] = []
        var known: Set<SubchainID> = []
        for (chain, model) in zip(transformed.chains, tenant.chains) {
            var id = SubchainID.source(tenant.id, chain.chain)
            var rest = chain.clones[...]
            while true {
                let segment = rest.prefix { $0.suffix == nil }
                let breaker = rest.dropFirst(segment.count).first
                if known.insert(id).inserted {
                    result.append(
                        Subchain(
                            id: id, label: label(id, transformed), clones: segment + (breaker.map { [$0] } ?? []),
                            end: breaker == nil ? .endpoint(chain.destination) : .clone,
                            classes: classes(id, tenant, model), direction: model.direction))
                }
                guard let breaker else { break }
                id = .clone(tenant.id, breaker)
                rest = rest.dropFirst(segment.count + 1)
            }
        }
        return result
    }

    private static func label(_ id: SubchainID, _ transformed: AmbiguityRemoval) -> String {
        switch id {
        case .source(_, let chain): chain.name
        case .clone(_, let clone): "behind \(transformed[clone]?.label ?? clone.function.name)"
        }
    }

    private static func classes(
        _ id: SubchainID, _ tenant: Tenant, _ chain: ServiceFunctionChain
    ) -> [TrafficClass] {
        if case .source = id { tenant.trafficClasses(of: chain) } else { [] }
    }
}
