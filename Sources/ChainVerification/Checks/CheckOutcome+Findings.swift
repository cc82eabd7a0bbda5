internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

extension CheckOutcome {
    /// Keeps what a failed world shows, the first of its kind.
    mutating func take(
        _ world: World, _ prover: Prover, _ tenant: TenantID, _ ingress: SwitchPort, mark: UInt32 = 0
    ) {
        switch world.failure {
        case .undecided(let reason)?: undecided = undecided ?? reason
        case .violation(let violation)? where counterexample == nil:
            let sample = world.sample
            counterexample = Counterexample(
                violation: violation, tenant: tenant, flow: sample.flow, ingress: ingress,
                marking: sample.marking, mark: mark,
                updated: world.updated, walk: world.events, rule: nil)
        case .violation?, nil: break
        }
    }
}

extension World {
    /// One of the flows, TCP between usual ports where that is possible.
    var sample: ConcreteHeader {
        var cube = entry
        let wishes: [(PacketField, UInt128)] = [
            (.transport, UInt128(IPProtocol.tcp.rawValue)), (.sourcePort, 40_000), (.destinationPort, 80),
            (.fragment, 0),
            (.source, 0x0A00_0001), (.destination, 0x0A00_0002), (.dscp, 0),
        ]
        for (field, value) in wishes {
            var wished = cube
            // Bits that are free become what is wished, whatever the others are.
            let (known, mask) = cube[field]
            let isPossible = wished.restrict(field, to: value & ~mask | known)
            if isPossible, wished.witness(outside: excluded) != nil { cube = wished }
        }
        return cube.witness(outside: excluded) ?? cube.witness
    }
}

extension ConcreteHeader {
    var marking: DSCP { DSCP(rawValue: UInt8(truncatingIfNeeded: self[.dscp])) ?? .bestEffort }
}
