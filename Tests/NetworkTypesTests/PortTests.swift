import NetworkTypes
import TestSupport
import Testing

@Suite("Ports, protocols and switch identifiers")
struct PortTests {
    @Test(
        "The masked values of a range cover it exactly, are disjoint, and are at most 30",
        arguments: [31, 32] as [UInt64])
    func maskedValues(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var ranges = [PortRange.all, PortRange(1...65534), PortRange(0), PortRange(65535), PortRange(1024...65535)]
        for _ in 0..<15 {
            let ends = [UInt16.random(in: 0...65535, using: &random), UInt16.random(in: 0...65535, using: &random)]
                .sorted()
            ranges.append(PortRange(TransportPort(rawValue: ends[0])...TransportPort(rawValue: ends[1])))
        }
        for range in ranges {
            let pieces = range.maskedValues
            #expect(pieces.count <= 30, "\(range), seed \(seed)")
            #expect(pieces.map(\.value) == pieces.map(\.value).sorted())
            let wrong = (0...UInt16.max).first { port in
                let hits = pieces.count { port & $0.mask == $0.value }
                return hits != (range.contains(TransportPort(rawValue: port)) ? 1 : 0)
            }
            #expect(wrong == nil, "\(range), seed \(seed)")
        }
        #expect(PortRange(1...65534).maskedValues.count == 30)
        #expect(PortRange(1024...65535).maskedValues.count == 6)
        #expect(PortRange.all.maskedValues == [MaskedPort(value: 0, mask: 0)])
    }

    @Test("Port ranges read back from their text", arguments: ["0", "80", "8000-8099", "0-65535"])
    func rangeText(text: String) {
        #expect(PortRange(text)?.description == text)
    }

    @Test(
        "Port ranges refuse the rest",
        arguments: ["", "-", "80-", "-80", "90-80", "1-2-3", "65536", "+80", "080", "80 - 90", "８０", "0x50", "1-65536"])
    func rangeRefuses(text: String) {
        #expect(PortRange(text) == nil)
    }

    @Test("Ranges overlap where they share a port")
    func rangeOverlap() {
        #expect(PortRange(1...5).overlaps(PortRange(5...9)))
        #expect(!PortRange(1...5).overlaps(PortRange(6...9)))
        #expect(PortRange(1...9).overlaps(PortRange(4)) && PortRange(4).overlaps(PortRange(1...9)))
    }

    @Test(
        "Protocols read by name or number", arguments: [("tcp", 6), ("17", 17), ("sctp", 132), ("255", 255), ("0", 0)])
    func protocols(text: String, number: Int) {
        #expect(IPProtocol(text).map { Int($0.rawValue) } == number)
        #expect(IPProtocol(text).flatMap { IPProtocol($0.description) } == IPProtocol(text))
    }

    @Test(
        "Numbers refuse signs, padding and overflow",
        arguments: ["", "+1", "-1", "01", "1 ", "١", "99999999999999999999999", "TCP"])
    func numbersRefuse(text: String) {
        #expect(IPProtocol(text) == nil)
        #expect(PortNumber(text) == nil)
        #expect(TransportPort(text) == nil)
        #expect(DatapathID(text) == nil)
    }

    @Test("Datapath identifiers read three forms and are written in Open vSwitch's")
    func datapaths() {
        #expect(DatapathID("1")?.description == "0000000000000001")
        #expect(DatapathID("0x1F")?.rawValue == 31)
        #expect(DatapathID("00000000000000aB")?.rawValue == 0xAB)
        #expect(DatapathID("ffffffffffffffff")?.rawValue == .max)
        for text in ["0x", "0x+1", "0x10000000000000000", "00000000000000g1", "+000000000000001", "0001"] {
            #expect(DatapathID(text) == nil, "\(text)")
        }
    }

    @Test("Small numbers know their limits")
    func smallNumbers() {
        #expect(DSCP(rawValue: 63) != nil && DSCP(rawValue: 64) == nil)
        #expect(VLANID(rawValue: 0) == nil && VLANID(rawValue: 4095) == nil && VLANID(rawValue: 4094) != nil)
    }

    @Test("A reversed flow swaps both ends, and its text brackets IPv6")
    func flows() throws {
        let client = try #require(IPAddress("2001:db8::1")), server = try #require(IPAddress("2001:db8::2"))
        let flow = FiveTuple(
            source: client, destination: server, transport: .tcp, sourcePort: 40000, destinationPort: 80)
        #expect(flow.reversed.reversed == flow)
        #expect(flow.reversed.source == server && flow.reversed.sourcePort == 80)
        #expect(flow.description == "tcp [2001:db8::1]:40000 > [2001:db8::2]:80")
    }
}
