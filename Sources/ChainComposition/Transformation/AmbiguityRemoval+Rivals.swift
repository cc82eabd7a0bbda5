internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

extension AmbiguityRemoval {
    /// A packet that leaves one clone of a function and could be meant for what another clone serves, and the chain
    /// that would claim it there: why the two cannot be one.
    ///
    /// `nil` where the function has one clone only, or headers do not matter.
    func rival(of clone: CloneID, in tenant: Tenant) -> (packet: FiveTuple, chain: ChainID)? {
        let others = clones.map(\.id).filter { $0.function == clone.function && $0 != clone }
        guard let mine = clone.positions, !others.isEmpty, mode == .headerSpace else { return nil }
        let traffic = PositionTraffic.all(of: tenant)[clone.function] ?? [:]
        for position in mine {
            for other in others.flatMap({ $0.positions ?? [] }) where other.behind != position.behind {
                guard let claims = traffic[position]?.onward, let rivals = traffic[other]?.onward else { continue }
                if let found = Self.confusion(of: claims, with: rivals) { return found }
            }
        }
        return nil
    }

    private static func confusion(
        of claims: [ChainClaim], with rivals: [ChainClaim]
    ) -> (packet: FiveTuple, chain: ChainID)? {
        for claim in claims {
            for rival in rivals where claim.isConfused(with: rival) {
                let common = claim.sent.intersection(rival.matched).intersection(claim.sent.families)
                if let packet = common.witness?.flow { return (packet, rival.chain) }
            }
        }
        return nil
    }
}

extension HeaderSet {
    /// The packets of both families, so that a witness is a packet.
    fileprivate var families: HeaderSet { HeaderSet(AddressFamily.allCases.map { TernaryCube($0) }) }
}
