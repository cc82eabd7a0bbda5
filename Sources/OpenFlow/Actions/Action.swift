public import NetworkTypes

/// What a switch does with a packet (OpenFlow 1.3.5 § 7.2.5 and ovs-actions(7)).
public enum Action: Hashable, Sendable {
    /// `maxLength` counts for the controller port only: how many bytes of the packet to send, 0xFFFF for all.
    case output(PortNumber, maxLength: UInt16)
    case group(GroupID)
    case setField(MatchField)
    case setQueue(UInt32)
    case pushVLAN(EtherType)
    case popVLAN
    case pushMPLS(EtherType)
    case popMPLS(EtherType)
    case pushPBB(EtherType)
    case popPBB
    case setMPLSTTL(UInt8)
    case decrementMPLSTTL
    case setNetworkTTL(UInt8)
    case decrementNetworkTTL
    case copyTTLOut
    case copyTTLIn
    /// Nicira: writes a constant into some bits of a field (`load:VALUE->FIELD[A..B]`).
    case load(UInt64, Subfield)
    /// Nicira: copies bits from field to field of equal width (`move:A->B`).
    case move(Subfield, Subfield)
    /// Nicira: looks the packet up again, perhaps as if it had come in by another port, in another table. The table
    /// stays the same for both `nil` and `.all`, which are two forms on the wire.
    case resubmit(port: PortNumber?, table: TableID?)
    /// Nicira: connection tracking.
    case conntrack(ConntrackAction)
    /// Nicira: forgets what `ct` found out about the packet.
    case clearConntrack
    /// Nicira: makes a rule of the packet.
    case learn(LearnAction)
    /// Nicira: a TCP segment with FIN or RST shortens the time-outs of the rule that it meets; 0 leaves one alone.
    case finTimeout(idle: UInt16, hard: UInt16)
    /// Nicira: does something to a copy of the packet, which the actions behind it do not see.
    indirect case clone([Action])
    /// Nicira: puts a header in front of the packet.
    case encap(Encapsulation)
    /// Nicira: takes the outermost header away; what is behind it follows from the header, or from the argument.
    case decap(PacketType)
    /// Nicira: counts the TTL of a network service header down.
    case decrementNSHTTL
    /// Nicira: sends a packet to the controller with data of the rule's own, perhaps through a meter.
    case controller(ControllerAction)
    /// An action of an experimenter, or of a type, that is not known here: everything behind type and length.
    case unknown(type: UInt16, body: [UInt8])

    /// Sends a packet out of a port.
    public static func output(_ port: PortNumber) -> Action {
        .output(port, maxLength: port == .controller ? 0xFFFF : 0)
    }

    /// Sets a whole register or field.
    public static func set(_ field: OXMField, _ value: UInt128) -> Action {
        .setField(MatchField(field, value))
    }
}

/// A run of bits of a field: `reg0[0..15]`.
public struct Subfield: Hashable, Sendable {
    public let field: OXMField
    /// The lowest bit that belongs to it.
    public let offset: UInt8
    /// How many bits belong to it, at least one.
    public let width: UInt8

    /// `nil` where the bits do not lie within the field.
    public init?(_ field: OXMField, offset: UInt8, width: UInt8) {
        guard width > 0, Int(offset) + Int(width) <= Int(field.bits) else { return nil }
        self.field = field
        self.offset = offset
        self.width = width
    }

    /// The field as a whole.
    public init(_ field: OXMField) {
        self.field = field
        offset = 0
        width = field.bits
    }
}
