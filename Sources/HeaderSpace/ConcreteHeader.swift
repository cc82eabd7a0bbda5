public import NetworkTypes

/// One header: a value for every field.
public struct ConcreteHeader: Hashable, Sendable {
    var bits = HeaderBits.zero

    /// The header whose fields are all zero.
    public init() {}

    init(bits: HeaderBits) { self.bits = bits }

    /// The header of a flow's packet; every other field is zero.
    public init(_ flow: FiveTuple) {
        self[.ethernetType] = UInt128(flow.source.family.etherType.rawValue)
        self[.source] = flow.source.bits
        self[.destination] = flow.destination.bits
        self[.transport] = UInt128(flow.transport.rawValue)
        self[.sourcePort] = UInt128(flow.sourcePort.rawValue)
        self[.destinationPort] = UInt128(flow.destinationPort.rawValue)
    }

    /// The value of a field; bits beyond the field's width are dropped.
    public subscript(field: PacketField) -> UInt128 {
        get { bits[field] }
        set { bits[field] = newValue }
    }

    /// The flow to which it belongs; `nil` where it is no IP header.
    public var flow: FiveTuple? {
        guard
            let family = AddressFamily.allCases.first(where: { UInt128($0.etherType.rawValue) == self[.ethernetType] })
        else { return nil }
        return FiveTuple(
            source: IPAddress(family: family, bits: self[.source]),
            destination: IPAddress(family: family, bits: self[.destination]),
            transport: IPProtocol(rawValue: UInt8(truncatingIfNeeded: self[.transport])),
            sourcePort: TransportPort(rawValue: UInt16(truncatingIfNeeded: self[.sourcePort])),
            destinationPort: TransportPort(rawValue: UInt16(truncatingIfNeeded: self[.destinationPort])))
    }
}
