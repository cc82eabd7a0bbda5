/// Packets as the bytes of Ethernet frames, as packet-in and packet-out messages carry them.
///
/// ```swift
/// let bytes = EthernetFrame.serialise(packet)
/// EthernetFrame.parse(bytes) == packet   // true for every packet whose headers agree with each other
/// ```
public enum EthernetFrame {
    /// Reads a frame; `nil` where it is too short for what its headers promise.
    ///
    /// Safe on any input. Checksums are not verified; IP options, IPv6 extension headers and TCP options are
    /// passed over; fragments after the first have no transport header. Of the payload only length and the first
    /// eight bytes survive.
    public static func parse(_ bytes: [UInt8]) -> Packet? {
        var reader = FrameReader(bytes)
        return reader.readPacket()
    }

    /// Writes a frame with correct IPv4, TCP, UDP and ICMP checksums and without padding.
    public static func serialise(_ packet: Packet) -> [UInt8] {
        var writer = FrameWriter()
        writer.write(packet)
        return writer.bytes
    }
}
