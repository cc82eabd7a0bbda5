public import NetworkTypes

/// ICMP, ICMPv6, and of the latter neighbour discovery (RFC 792, RFC 4443, RFC 4861).
public struct ICMPHeader: Hashable, Sendable {
    public var type: UInt8
    public var code: UInt8
    /// The identifier of an echo request or reply.
    public var identifier: UInt16
    /// The target of a neighbour solicitation or advertisement.
    public var target: IPv6Address?
    /// What precedes the target: an advertisement's flags router, solicited and override, from the highest bit down.
    public var reserved: UInt32
    /// The link-layer address option of a neighbour solicitation (the sender's) or advertisement (the target's).
    public var linkAddress: MACAddress?
    /// The type of that option: 1 for the sender's address, 2 for the target's.
    public var linkOption: UInt8
    /// The packet that an error is about.
    public var quoted: QuotedPacket?

    public init(
        type: UInt8, code: UInt8 = 0, identifier: UInt16 = 0, target: IPv6Address? = nil, reserved: UInt32 = 0,
        linkAddress: MACAddress? = nil, linkOption: UInt8? = nil, quoted: QuotedPacket? = nil
    ) {
        self.type = type
        self.code = code
        self.identifier = identifier
        self.target = target
        self.reserved = reserved
        self.linkAddress = linkAddress
        self.linkOption = linkOption ?? (linkAddress == nil ? 0 : type == 135 ? 1 : 2)
        self.quoted = quoted
    }

    /// The address in the option of a type, 0 where there is none.
    func linkAddress(option: UInt8) -> UInt64 { linkOption == option ? linkAddress?.rawValue ?? 0 : 0 }

    /// Writes the address of the option of a type, where the packet has such an option.
    mutating func setLinkAddress(_ address: UInt64, option: UInt8) {
        if linkOption == option, linkAddress != nil { linkAddress = MACAddress(rawValue: address) }
    }

    var byteCount: Int {
        8 + (target == nil ? 0 : 16) + (linkAddress == nil ? 0 : 8) + (quoted?.byteCount ?? 0)
    }

    /// True for the types that quote a packet: destination unreachable, packet too big, time exceeded, bad parameter.
    static func isError(type: UInt8, _ family: AddressFamily) -> Bool {
        switch family {
        case .ipv4: [3, 4, 5, 11, 12].contains(type)
        case .ipv6: (1...4).contains(type)
        }
    }
}

/// The beginning of a packet, as an ICMP error quotes it: the IP header and eight bytes (RFC 792).
public struct QuotedPacket: Hashable, Sendable {
    public var header: IPHeader
    /// Source and destination port; of an ICMP message type and code, and the identifier.
    public var ports: PortPair

    public struct PortPair: Hashable, Sendable {
        public var source: UInt16
        public var destination: UInt16

        public init(source: UInt16, destination: UInt16) {
            self.source = source
            self.destination = destination
        }
    }

    public init(header: IPHeader, ports: PortPair) {
        self.header = header
        self.ports = ports
    }

    /// What an error quotes of a packet; `nil` for a packet without IP.
    public init?(_ packet: Packet) {
        guard case .ip(let header, let transport) = packet.content else { return nil }
        self.header = header
        switch transport {
        case .ports(let source, let destination, _):
            ports = PortPair(source: source.rawValue, destination: destination.rawValue)
        case .icmp(let icmp):
            ports = PortPair(source: UInt16(icmp.type) << 8 | UInt16(icmp.code), destination: icmp.identifier)
        case .none: ports = PortPair(source: 0, destination: 0)
        }
    }

    var isICMP: Bool { header.transport == .icmp || header.transport == .icmpv6 }

    var byteCount: Int { (header.family == .ipv4 ? 20 : 40) + 8 }

    /// Protocol, addresses and ports; no ports for ICMP.
    public var flow: FiveTuple {
        get {
            var flow = FiveTuple(source: header.source, destination: header.destination, transport: header.transport)
            if header.transport.hasPorts {
                flow.sourcePort = TransportPort(rawValue: ports.source)
                flow.destinationPort = TransportPort(rawValue: ports.destination)
            }
            return flow
        }
        set {
            header.source = newValue.source
            header.destination = newValue.destination
            guard header.transport.hasPorts else { return }
            ports = PortPair(source: newValue.sourcePort.rawValue, destination: newValue.destinationPort.rawValue)
        }
    }
}
