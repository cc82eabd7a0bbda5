public import NetworkTypes
public import OpenFlow

/// How packets without a tag get one and go on, at the start of a path or behind a box that must not see tags.
public struct PathStart: Hashable, Sendable {
    /// Where they come in.
    public let port: SwitchPort
    public let family: AddressFamily
    /// The DSCP value that they have and are to arrive with; `nil` for all that no other start names.
    public let marking: DSCP?
    public let instructions: [Instruction]

    /// What packets of this start match, beside what says which path they go.
    public var fields: [MatchField] {
        [.inPort(port.port), .ethernetType(family.etherType)] + (marking.map { [.ipDSCP($0)] } ?? [])
    }

    /// How much higher than a start for any marking it must stand.
    var precedence: UInt16 { marking == nil ? 0 : 1 }

    /// The same start with something done to the packet first.
    func preceded(by action: Action) -> PathStart {
        PathStart(port: port, family: family, marking: marking, instructions: Self.join(action, instructions))
    }

    /// One instruction of a kind is all that a rule may have (OpenFlow 1.3.5 § 5.9).
    private static func join(_ action: Action, _ instructions: [Instruction]) -> [Instruction] {
        guard case .applyActions(let actions)? = instructions.first else { return instructions }
        return [.applyActions([action] + actions)] + instructions.dropFirst()
    }
}
