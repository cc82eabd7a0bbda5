import NetworkTypes
import OpenFlowEmulation
import TestSupport
import Testing

@Suite struct EthernetFrameTests {
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func packetSurvivesItsFrame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let packet = Samples.packet(&random)
            let frame = EthernetFrame.serialise(packet)
            #expect(EthernetFrame.parse(frame) == packet, "seed \(seed)")
            #expect(frame.count == packet.byteCount)
        }
    }

    @Test func paddingIsNoPayload() {
        let packet = Packet.tcp(from: Samples.client, 1, to: Samples.server, 2, flags: .ack)
        let padded = EthernetFrame.serialise(packet) + Array(repeating: 0, count: 20)
        #expect(EthernetFrame.parse(padded) == packet)
    }

    @Test(arguments: [UInt64(5), 6])
    func hostileBytesDoNotTrap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var frame = EthernetFrame.serialise(Samples.packet(&random))
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let index = Int.random(in: frame.indices, using: &random)
                frame[index] = UInt8(truncatingIfNeeded: random.next())
            }
            frame.removeLast(Int.random(in: 0...frame.count, using: &random))
            _ = EthernetFrame.parse(frame)
        }
    }

    /// As in Open vSwitch: a controller that took such a header for the protocol would make rules that match nothing.
    @Test func extensionHeadersArePassedOver() {
        let packet = Packet.udp(from: Samples.v4("2001:db8::1"), 1000, to: Samples.v4("2001:db8::2"), 2000)
        var frame = EthernetFrame.serialise(packet)
        let options: [UInt8] = [51, 0, 1, 4, 0, 0, 0, 0]
        let authentication: [UInt8] = [17, 2] + [UInt8](repeating: 0, count: 14)
        frame.insert(contentsOf: options + authentication, at: 54)
        (frame[19], frame[20]) = (8 + 24, 0)
        #expect(EthernetFrame.parse(frame)?.fiveTuple == packet.fiveTuple)
        for length in 54..<86 { #expect(EthernetFrame.parse(Array(frame.prefix(length))) == nil) }
    }

    @Test func truncatedHeaderIsNoPacket() {
        let frame = EthernetFrame.serialise(Samples.syn())
        for length in 0..<54 { #expect(EthernetFrame.parse(Array(frame.prefix(length))) == nil) }
    }

    /// RFC 1071: a header summed with its own checksum is all ones.
    @Test func checksumsAreThoseOfTheSpecification() {
        let packet = Packet.udp(from: Samples.client, 1000, to: Samples.server, 2000)
        let frame = EthernetFrame.serialise(packet)
        #expect(Self.sum(Array(frame[14..<34])) == 0xFFFF)
        let pseudo = Array(frame[26..<34]) + [0, 17, 0, 8]
        #expect(Self.sum(pseudo + Array(frame[34...])) == 0xFFFF)
    }

    private static func sum(_ bytes: [UInt8]) -> UInt32 {
        var total: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            total += UInt32(bytes[index]) << 8 | UInt32(index + 1 < bytes.count ? bytes[index + 1] : 0)
        }
        while total > 0xFFFF { total = (total >> 16) + (total & 0xFFFF) }
        return total
    }
}
