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

/// An entry of an MPLS label stack (RFC 3032 § 2.1), but for the bit that marks the last one.
public struct MPLSLabel: Hashable, Sendable {
    /// Twenty bits.
    public var label: UInt32
    /// Three bits.
    public var trafficClass: UInt8
    public var ttl: UInt8

    public init(_ label: UInt32, trafficClass: UInt8 = 0, ttl: UInt8 = 64) {
        self.label = label & 0xF_FFFF
        self.trafficClass = trafficClass & 7
        self.ttl = ttl
    }
}

/// A network service header with four words of metadata (RFC 8300 § 2).
public struct NSHHeader: Hashable, Sendable {
    /// The service path identifier, 24 bits.
    public var path: UInt32
    /// The service index: where on the path the packet is.
    public var index: UInt8
    /// Six bits.
    public var ttl: UInt8
    /// The O bit and the one behind it, as Open vSwitch numbers them.
    public var flags: UInt8
    /// Four context headers.
    public var context: SIMD4<UInt32>

    public init(path: UInt32, index: UInt8 = 255, ttl: UInt8 = 63, flags: UInt8 = 0, context: SIMD4<UInt32> = .zero) {
        self.path = path & 0xFF_FFFF
        self.index = index
        self.ttl = ttl & 0x3F
        self.flags = flags & 3
        self.context = context
    }

    /// Its length in bytes.
    static let byteCount = 24
    /// The only kinds that are understood: metadata of type 1, an Ethernet frame behind it.
    static let metadataType: UInt8 = 1
    static let nextProtocol: UInt8 = 3
}
