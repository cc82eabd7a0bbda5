import NetworkTypes
import OpenFlowEmulation
import Testing

/// Resets made from packets, by the numbers of RFC 9293 § 3.10.7.1.
@Suite struct TCPResetTests {
    private static let client4 = IPAddress.v4(IPv4Address(10, 1, 0, 10)),
        server4 = IPAddress.v4(IPv4Address(10, 2, 0, 10))
    private static let client6 = IPAddress.v6(IPv6Address(rawValue: 0xFD01 << 112 | 10)),
        server6 = IPAddress.v6(IPv6Address(rawValue: 0xFD02 << 112 | 10))

    /// A segment from client to server with numbers of its own, which packets as values do not have.
    private static func segment(
        _ family: AddressFamily, _ flags: TCPFlags, payload: Int = 0, sequence: UInt32 = 0xFFFF_FFF0,
        acknowledgement: UInt32 = 7000
    ) -> [UInt8] {
        let (client, server) = family == .ipv4 ? (client4, server4) : (client6, server6)
        var packet = Packet.tcp(
            from: client, 40_000, to: server, 80, flags: flags, payload: Payload(id: 1, length: payload))
        packet.source = MACAddress(rawValue: 0x02_00_00_00_00_01)
        packet.destination = MACAddress(rawValue: 0x02_00_00_00_00_02)
        packet.dscp = DSCP(rawValue: 11) ?? .bestEffort
        var frame = EthernetFrame.serialise(packet)
        let start = family == .ipv4 ? 34 : 54
        for (offset, number) in [(4, sequence), (8, acknowledgement)] {
            for byte in 0..<4 { frame[start + offset + byte] = UInt8(truncatingIfNeeded: number >> (24 - 8 * byte)) }
        }
        return frame
    }

    private static func number(_ frame: [UInt8], _ offset: Int) -> UInt32 {
        let start = frame.count - 20 + offset
        return frame[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The ones' complement sum over pseudo-header and segment is all ones where the checksum is right.
    private static func checksumHolds(_ frame: [UInt8], _ family: AddressFamily) -> Bool {
        let addresses = family == .ipv4 ? frame[26..<34] : frame[22..<54]
        let bytes = Array(addresses) + [0, 6, 0, 20] + Array(frame.suffix(20))
        var sum = stride(from: 0, to: bytes.count, by: 2).reduce(0) { $0 + Int(bytes[$1]) << 8 + Int(bytes[$1 + 1]) }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return sum == 0xFFFF
    }

    @Test("the sender gets what it acknowledges, the receiver what it waits for", arguments: AddressFamily.allCases)
    func established(family: AddressFamily) throws {
        let reset = try #require(TCPReset(answering: Self.segment(family, [.ack, .push], payload: 100)))
        let forward = try #require(reset.forward)
        #expect(Self.number(reset.backward, 4) == 7000)
        #expect(Self.number(forward, 4) == 0xFFFF_FFF0 && Self.number(forward, 8) == 7000)
        let (back, on) = (
            try #require(EthernetFrame.parse(reset.backward)), try #require(EthernetFrame.parse(forward))
        )
        #expect(back.tcpFlags == .reset && on.tcpFlags == [.reset, .ack])
        #expect(back.fiveTuple == on.fiveTuple?.reversed)
        #expect(on.fiveTuple?.destinationPort == 80)
        #expect(back.dscp == .bestEffort && on.dscp == .bestEffort, "no tag gets out")
        #expect(back.destination == MACAddress(rawValue: 0x02_00_00_00_00_01))
        #expect(Self.checksumHolds(reset.backward, family) && Self.checksumHolds(forward, family))
    }

    @Test("what acknowledges nothing is acknowledged, SYN and payload counted", arguments: AddressFamily.allCases)
    func withoutAcknowledgement(family: AddressFamily) throws {
        let reset = try #require(TCPReset(answering: Self.segment(family, .syn, payload: 20)))
        #expect(reset.forward == nil, "nobody knows of the connection yet")
        #expect(Self.number(reset.backward, 4) == 0)
        // 0xFFFFFFF0 and 20 octets and the SYN, past the end of the numbers.
        #expect(Self.number(reset.backward, 8) == 5)
        #expect(EthernetFrame.parse(reset.backward)?.tcpFlags == [.reset, .ack])
        #expect(Self.checksumHolds(reset.backward, family))
    }

    @Test("a reset is not answered, and neither is what is no whole segment")
    func nothingToAnswer() {
        let flow = FiveTuple(
            source: Self.client4, destination: Self.server4, transport: .udp, sourcePort: 1, destinationPort: 2)
        #expect(TCPReset(answering: Self.segment(.ipv4, [.reset, .ack])) == nil)
        #expect(TCPReset(answering: EthernetFrame.serialise(Packet(flow))) == nil)
        let whole = Self.segment(.ipv4, .ack, payload: 30)
        for length in 0..<54 { #expect(TCPReset(answering: Array(whole.prefix(length))) == nil) }
        let longer = Self.segment(.ipv6, .ack)
        for length in 0..<74 { #expect(TCPReset(answering: Array(longer.prefix(length))) == nil) }
    }

    @Test("whatever the bytes are, nothing traps", arguments: 0..<54)
    func hostile(index: Int) {
        for value in [0, 1, 0x0F, 0x4F, 0x60, 0xF0, 0xFF] as [UInt8] {
            for family in AddressFamily.allCases {
                var frame = Self.segment(family, .ack, payload: 10)
                frame[index] = value
                if let reset = TCPReset(answering: frame) { #expect(reset.backward.count >= 54) }
            }
        }
    }
}
