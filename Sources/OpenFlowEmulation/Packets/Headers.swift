public import NetworkTypes

/// The IPv4 or IPv6 header fields that forwarding looks at; the family is that of the source address.
public struct IPHeader: Hashable, Sendable {
    public var source: IPAddress
    public var destination: IPAddress
    public var transport: IPProtocol
    public var dscp: DSCP
    /// Two bits.
    public var ecn: UInt8
    /// Time to live, or the hop limit of IPv6.
    public var ttl: UInt8
    /// Twenty bits, IPv6 only.
    public var flowLabel: UInt32
    /// Which part of a packet this is; `nil` for a whole one.
    public var fragment: FragmentHeader?

    public init(
        source: IPAddress, destination: IPAddress, transport: IPProtocol, dscp: DSCP = .bestEffort, ecn: UInt8 = 0,
        ttl: UInt8 = 64, flowLabel: UInt32 = 0, fragment: FragmentHeader? = nil
    ) {
        self.source = source
        self.destination = destination
        self.transport = transport
        self.dscp = dscp
        self.ecn = ecn & 3
        self.ttl = ttl
        self.flowLabel = flowLabel & 0xF_FFFF
        self.fragment = fragment
    }

    public var family: AddressFamily { source.family }
}

/// The place of a fragment in its packet (RFC 791 § 3.2, RFC 8200 § 4.5).
public struct FragmentHeader: Hashable, Sendable {
    /// What the fragments of one packet have in common besides addresses and protocol; 16 bits in IPv4.
    public var identification: UInt32
    /// Where it starts in the packet, in units of eight bytes.
    public var offset: UInt16
    public var hasMore: Bool

    public init(identification: UInt32, offset: UInt16, hasMore: Bool) {
        self.identification = identification
        self.offset = offset & 0x1FFF
        self.hasMore = hasMore
    }

    /// True for fragments that have no transport header.
    public var isLater: Bool { offset > 0 }
}

/// What follows the IP header.
public enum TransportHeader: Hashable, Sendable {
    /// TCP, UDP or SCTP, as the IP header says; flags count for TCP only.
    case ports(source: TransportPort, destination: TransportPort, flags: TCPFlags)
    case icmp(ICMPHeader)
    /// Another protocol, or a fragment behind the first.
    case none

    /// The length on the wire in bytes of the header of a protocol, given that the packet's protocol agrees.
    func byteCount(_ transport: IPProtocol) -> Int {
        switch self {
        case .ports: transport == .tcp ? 20 : transport == .sctp ? 12 : 8
        case .icmp(let header): header.byteCount
        case .none: 0
        }
    }
}

/// ARP for IPv4 over Ethernet (RFC 826).
public struct ARPHeader: Hashable, Sendable {
    /// 1 asks, 2 answers.
    public var operation: UInt16
    public var senderHardware: MACAddress
    public var senderProtocol: IPv4Address
    public var targetHardware: MACAddress
    public var targetProtocol: IPv4Address

    public init(
        operation: UInt16, senderHardware: MACAddress, senderProtocol: IPv4Address, targetHardware: MACAddress = .zero,
        targetProtocol: IPv4Address
    ) {
        self.operation = operation
        self.senderHardware = senderHardware
        self.senderProtocol = senderProtocol
        self.targetHardware = targetHardware
        self.targetProtocol = targetProtocol
    }
}

/// The control bits of a TCP header (RFC 9293 § 3.1).
public struct TCPFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let fin = TCPFlags(rawValue: 1 << 0)
    public static let syn = TCPFlags(rawValue: 1 << 1)
    public static let reset = TCPFlags(rawValue: 1 << 2)
    public static let push = TCPFlags(rawValue: 1 << 3)
    public static let ack = TCPFlags(rawValue: 1 << 4)
    public static let urgent = TCPFlags(rawValue: 1 << 5)
}
