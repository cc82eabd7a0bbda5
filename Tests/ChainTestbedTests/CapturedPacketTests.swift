import Testing

@testable import ChainTestbed

@Suite struct CapturedPacketTests {
    private func parse(_ bytes: [UInt8]) -> CapturedPacket? {
        CapturedPacket(PcapFile.Frame(time: 7, originalLength: bytes.count, bytes: bytes[...]))
    }

    @Test func readsTCP() throws {
        let header = ExchangeHeader(connection: 0xABCD_0123, request: 2, requestBytes: 64, replyBytes: 64)
        var builder = FrameBuilder(flags: [.psh, .ack], sequence: 99, dscp: 46)
        builder.payload = header.message(of: 64)
        let packet = try #require(parse(builder.tcp))
        #expect(packet.flow == builder.flow)
        #expect(packet.flow.description == "tcp 10.1.0.10:40000 > 10.2.0.10:8080")
        #expect(packet.flags == [.psh, .ack])
        #expect((packet.sequence, packet.payloadBytes, packet.dscp) == (99, 64, 46))
        #expect(packet.connectionID == 0xABCD_0123)
    }

    @Test func countsPayloadThatWasNotCaptured() throws {
        let whole = FrameBuilder(payload: [UInt8](repeating: 9, count: 1000)).tcp
        let packet = try #require(parse(Array(whole[..<80])))
        #expect(packet.payloadBytes == 1000)
        #expect(packet.connectionID == nil)
    }

    @Test func readsUDPOverBothVersions() throws {
        let four = try #require(parse(FrameBuilder(dscp: 5, payload: [1, 2, 3]).udp))
        #expect((four.payloadBytes, four.dscp, four.flow.transport) == (3, 5, .udp))
        let address: [UInt8] = [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
        let end = CapturedEnd(address: address, port: 53)
        let builder = FrameBuilder(source: end, destination: end, dscp: 12, payload: [1, 2])
        let six = try #require(parse(builder.udpOverIPv6))
        #expect((six.payloadBytes, six.dscp) == (2, 12))
        #expect(six.flow.source.description == "[2001:db8:0:0:0:0:0:1]:53")
    }

    @Test func passesOverAVLANTag() throws {
        let plain = FrameBuilder(payload: [1, 2, 3]).tcp
        let tagged = Array(plain[..<12]) + [0x81, 0, 0, 5] + plain[12...]
        #expect(parse(tagged) == parse(plain))
        for length in 12..<52 { #expect(parse(Array(tagged[..<length])) == nil) }
    }

    @Test func ignoresWhatIsNoConnection() {
        var other = FrameBuilder().tcp
        other[23] = 1  // ICMP
        #expect(parse(other) == nil)
        var fragment = FrameBuilder().tcp
        fragment[20] = 0x20
        #expect(parse(fragment) == nil)
        for length in 0..<48 { #expect(parse(Array(FrameBuilder().tcp[..<length])) == nil) }
    }
}
