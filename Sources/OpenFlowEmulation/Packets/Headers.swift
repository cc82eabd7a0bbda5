public import NetworkTypes

/// An IEEE 802.1Q tag.
public struct VLANTag: Hashable, Sendable {
    /// Twelve bits; 0 marks a priority tag.
    public var id: UInt16
    /// Three bits.
    public var priority: UInt8

    public init(id: UInt16, priority: UInt8 = 0) {
        self.id = id & 0xFFF
        self.priority = priority & 7
    }
}

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

    public init(
        source: IPAddress, destination: IPAddress, transport: IPProtocol, dscp: DSCP = .bestEffort, ecn: UInt8 = 0,
        ttl: UInt8 = 64, flowLabel: UInt32 = 0
    ) {
        self.source = source
        self.destination = destination
        self.transport = transport
        self.dscp = dscp
        self.ecn = ecn & 3
        self.ttl = ttl
        self.flowLabel = flowLabel & 0xF_FFFF
    }

    public var family: AddressFamily { source.family }
}

/// What follows the IP header.
public enum TransportHeader: Hashable, Sendable {
    /// TCP, UDP or SCTP, as the IP header says; flags count for TCP only.
    case ports(source: TransportPort, destination: TransportPort, flags: TCPFlags)
    case icmp(ICMPHeader)
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

/// ICMP, ICMPv6, and of the latter neighbour discovery (RFC 792, RFC 4443, RFC 4861).
public struct ICMPHeader: Hashable, Sendable {
    public var type: UInt8
    public var code: UInt8
    /// The identifier of an echo request or reply.
    public var identifier: UInt16
    /// The target of a neighbour solicitation or advertisement.
    public var target: IPv6Address?
    /// The link-layer address option of a neighbour solicitation (the sender's) or advertisement (the target's).
    public var linkAddress: MACAddress?

    public init(
        type: UInt8, code: UInt8 = 0, identifier: UInt16 = 0, target: IPv6Address? = nil,
        linkAddress: MACAddress? = nil
    ) {
        self.type = type
        self.code = code
        self.identifier = identifier
        self.target = target
        self.linkAddress = linkAddress
    }

    var byteCount: Int { 8 + (target == nil ? 0 : 16) + (linkAddress == nil ? 0 : 8) }
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
