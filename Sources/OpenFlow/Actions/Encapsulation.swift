/// The kind of a packet: what its first byte belongs to (OpenFlow 1.5.1 § 7.2.3.11, "packet type").
public struct PacketType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let ethernet = PacketType(rawValue: 0)
    /// A network service header without a frame around it.
    public static let nsh = PacketType(rawValue: 0x0001_894F)
    public static let mpls = PacketType(rawValue: 0x0001_8847)
    /// For `decap`: whatever the header that goes says of what is behind it.
    public static let nextProtocol = PacketType(rawValue: 0xFFFE)
}

/// Nicira's `encap` action: puts a header in front of a packet (ovs-actions(7), "The encap action").
///
/// ```swift
/// // A network service header around the frame, and a frame around that.
/// [.encap(.nsh), .set(.nshPath, 7), .set(.nshIndex, 255), .encap(.ethernet)]
/// ```
public struct Encapsulation: Hashable, Sendable {
    public var packetType: PacketType
    /// How an NSH carries metadata (RFC 8300 § 2.2): 1 for four words, 2 for options, of which none are written here.
    public var metadataType: UInt8?

    public init(_ packetType: PacketType, metadataType: UInt8? = nil) {
        self.packetType = packetType
        self.metadataType = metadataType
    }

    /// A frame with addresses of zeros.
    public static let ethernet = Encapsulation(.ethernet)
    /// A network service header with a TTL of 63, index 255 and four words of metadata, all zero.
    public static let nsh = Encapsulation(.nsh, metadataType: 1)
}
