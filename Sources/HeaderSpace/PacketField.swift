/// What a header is made of: the fields that identify a flow, and those by which switches steer it.
///
/// Each has a fixed place in the bits of a ``TernaryCube``.
public enum PacketField: UInt8, Hashable, Sendable, CaseIterable {
    /// 32 bits are in use where the Ethernet type says IPv4; the others are free.
    case source
    case destination
    case ethernetType
    /// The protocol number.
    case transport
    /// The type, for ICMP, as Open vSwitch has it.
    case sourcePort
    /// The code, for ICMP.
    case destinationPort
    case dscp
    /// Open vSwitch's two bits: a fragment, and not the first one.
    case fragment
    /// The VLAN identifier, with the bit 0x1000 where there is a tag.
    case vlan
    case ingressPort
    case connectionState
    case tunnelID
    case metadata
    case register0
    case register1
    case register2
    case register3
    case register4
    case register5
    case register6
    case register7
    case connectionMark
    case mplsLabel
    case servicePath
    case serviceIndex
    case tunnelDestination
    case ethernetDestination
    case ethernetSource
    case tunnelMetadata

    /// The number of bits.
    public var width: Int { place.width }

    /// Ones in the lowest ``width`` bits.
    public var fullMask: UInt128 { UInt128.max >> UInt128(128 - width) }

    /// The word of ``HeaderBits``, and the lowest bit in it.
    var place: (word: Int, offset: Int, width: Int) {
        switch self {
        case .source: (0, 0, 128)
        case .destination: (1, 0, 128)
        case .ethernetType: (2, 0, 16)
        case .transport: (2, 16, 8)
        case .sourcePort: (2, 24, 16)
        case .destinationPort: (2, 40, 16)
        case .dscp: (2, 56, 6)
        case .fragment: (2, 62, 2)
        case .vlan: (2, 64, 13)
        case .connectionState: (2, 80, 8)
        case .ingressPort: (2, 96, 32)
        case .tunnelID: (3, 0, 64)
        case .metadata: (3, 64, 64)
        case .register0, .register1, .register2, .register3:
            (4, Int(rawValue - PacketField.register0.rawValue) * 32, 32)
        case .register4, .register5, .register6, .register7:
            (5, Int(rawValue - PacketField.register4.rawValue) * 32, 32)
        case .connectionMark: (6, 0, 32)
        case .mplsLabel: (6, 32, 20)
        case .servicePath: (6, 56, 24)
        case .serviceIndex: (6, 80, 8)
        case .tunnelDestination: (6, 96, 32)
        case .ethernetDestination: (7, 0, 48)
        case .ethernetSource: (7, 48, 48)
        case .tunnelMetadata: (7, 96, 32)
        }
    }
}
