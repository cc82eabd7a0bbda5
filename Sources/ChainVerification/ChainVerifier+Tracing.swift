internal import ChainComposition
package import HeaderSpace
package import NetworkTypes
internal import ServiceChaining

/// What one switch does with one packet, by the verifier's own reading of its tables.
package struct SwitchWalk: Sendable {
    package let events: [WalkEvent]
    package let emissions: [(port: SwitchPort, headers: TernaryCube)]
    /// What the verifier cannot say.
    package let undecided: String?
}

extension ChainVerifier {
    /// What a switch does with a packet that comes in by a port: one walk, or one for each bucket of a group.
    ///
    /// For comparison with a real switch's tracer, which takes every connection to be new and to have the mark that it
    /// is told.
    package func walks(
        of header: ConcreteHeader, at port: SwitchPort, isFromTunnel: Bool, mark: UInt32
    ) -> [SwitchWalk] {
        var walker = Walker(NetworkMoment(network), surroundings)
        walker.knowledge = .always(mark)
        walker.endsAtPorts = true
        var world = World(TernaryCube(header), isKnownFlow: false)
        let packet = SymbolicPacket(world.entry, .first, .within("nobody"))
        world.tasks = [.enter(packet, port, throughTunnel: isFromTunnel)]
        return walker.run(world).map { end in
            let reason: String? =
                switch end.failure {
                case .undecided(let undecided)?: undecided.description
                case .violation(let violation)?: violation.description
                case nil: nil
                }
            return SwitchWalk(events: end.events, emissions: end.emissions, undecided: reason)
        }
    }
}
