public import NetworkTypes

/// An Ethernet frame as a value: the headers that a switch or a middlebox reads and writes, and an opaque payload.
///
/// ```swift
/// let syn = Packet.tcp(from: client, 40_000, to: server, 80, flags: .syn, payload: Payload(id: 7, length: 8))
/// ```
///
/// Checksums and IP options are no part of the value; ``EthernetFrame`` computes checksums when it
/// writes a frame.
public struct Packet: Hashable, Sendable {
    /// The Ethernet source.
    public var source: MACAddress
    /// The Ethernet destination.
    public var destination: MACAddress
    public var vlan: VLANTag?
    public var content: Content
    public var payload: Payload
    /// The sequence number of a TCP segment; 0 where it does not matter, which every box and peer leaves alone.
    public var sequence: UInt32 = 0
    /// True between the actions that put a network service header around a frame and a frame around that.
    public internal(set) var isBare = false

    public init(
        source: MACAddress = .zero, destination: MACAddress = .zero, vlan: VLANTag? = nil, content: Content,
        payload: Payload = .empty
    ) {
        self.source = source
        self.destination = destination
        self.vlan = vlan
        self.content = content
        self.payload = payload
    }

    /// What follows the Ethernet header.
    ///
    /// What lies behind an MPLS label or a network service header is there, but no field tells of it, as for a switch
    /// or a box that gets such a frame.
    public enum Content: Hashable, Sendable {
        case ip(IPHeader, TransportHeader)
        case arp(ARPHeader)
        case other(EtherType)
        /// A label and what is behind it, which may be another label.
        indirect case mpls(MPLSLabel, Content)
        /// A service header and the frame behind it; the packet around has no payload of its own.
        indirect case nsh(NSHHeader, Packet)

        public var etherType: EtherType {
            switch self {
            case .ip(let header, _): header.family.etherType
            case .arp: .arp
            case .other(let type): type
            case .mpls: .mpls
            case .nsh: .nsh
            }
        }
    }

    /// The Ethernet type behind a VLAN tag, if there is one.
    public var etherType: EtherType { content.etherType }

    /// The IP header; setting it on a packet without one changes nothing.
    public var ip: IPHeader? {
        get { if case .ip(let header, _) = content { header } else { nil } }
        set {
            guard let newValue, case .ip(_, let transport) = content else { return }
            content = .ip(newValue, transport)
        }
    }

    /// The transport header; setting it on a packet without IP changes nothing.
    public var transport: TransportHeader? {
        get { if case .ip(_, let transport) = content { transport } else { nil } }
        set {
            guard let newValue, case .ip(let header, _) = content else { return }
            content = .ip(header, newValue)
        }
    }

    public var arp: ARPHeader? {
        get { if case .arp(let header) = content { header } else { nil } }
        set { if let newValue, case .arp = content { content = .arp(newValue) } }
    }

    /// The length of the frame in bytes, without padding and check sequence.
    public var byteCount: Int {
        (isBare ? 0 : vlan == nil ? 14 : 18) + content.byteCount + (content.hasPayload ? payload.length : 0)
    }
}

/// What a packet carries, of which only identity and length count.
public struct Payload: Hashable, Sendable {
    /// Travels in the first eight bytes of a frame's payload, or in as many as there are.
    public var id: UInt64
    /// Bytes, at most what fits an IP packet.
    public var length: Int

    /// Bits of the identity that do not fit the length are cleared, so that a payload survives a frame.
    public init(id: UInt64, length: Int) {
        self.length = max(0, min(length, 65_000))
        self.id = self.length >= 8 ? id : id & ((1 << UInt64(self.length * 8)) - 1)
    }

    public static let empty = Payload(id: 0, length: 0)
}

extension Packet.Content {
    /// Its length without the payload.
    fileprivate var byteCount: Int {
        switch self {
        case .ip(let header, let transport): header.byteCount + transport.byteCount(header.transport)
        case .arp: 28
        case .other: 0
        case .mpls(_, let inner): 4 + inner.byteCount
        case .nsh(_, let inner): NSHHeader.byteCount + inner.byteCount
        }
    }

    fileprivate var hasPayload: Bool {
        switch self {
        case .ip, .other: true
        case .arp, .nsh: false
        case .mpls(_, let inner): inner.hasPayload
        }
    }
}

extension IPHeader {
    /// The length on the wire; a fragment of IPv6 has a header more.
    fileprivate var byteCount: Int { family == .ipv4 ? 20 : fragment == nil ? 40 : 48 }
}
