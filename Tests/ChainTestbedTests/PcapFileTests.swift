import TestSupport
import Testing

@testable import ChainTestbed

@Suite struct PcapFileTests {
    private let frames = [FrameBuilder().tcp, FrameBuilder(payload: [1, 2, 3]).tcp]

    @Test(arguments: [true, false], [true, false])
    func readsBothByteOrdersAndUnits(littleEndian: Bool, nanoseconds: Bool) throws {
        let bytes = FrameBuilder.pcap(frames, littleEndian: littleEndian, nanoseconds: nanoseconds)
        let file = try PcapFile(bytes: bytes)
        #expect(file.frames.map { Array($0.bytes) } == frames)
        #expect(file.frames.map(\.time) == [100_001_000_000, 100_002_000_000])
        #expect(file.frames.map(\.originalLength) == frames.map { $0.count + 10 })
        #expect(!file.isTruncated)
    }

    @Test func everyPrefixIsRefusedOrReadAsTruncated() throws {
        let bytes = FrameBuilder.pcap(frames)
        let first = 24 + 16 + frames[0].count
        for length in 0..<bytes.count {
            let prefix = Array(bytes[..<length])
            guard length >= 24 else {
                #expect(throws: TestbedError.self) { try PcapFile(bytes: prefix) }
                continue
            }
            let file = try PcapFile(bytes: prefix)
            #expect(file.frames.count == (length < first ? 0 : 1))
            #expect(file.isTruncated == (length != 24 && length != first))
        }
    }

    @Test func refusesOtherFormatsByName() {
        #expect(throws: TestbedError(.badCapture, "its first bytes are not those of a pcap file")) {
            try PcapFile(bytes: [UInt8](repeating: 0x0A, count: 64))
        }
        var raw = FrameBuilder.pcap([])
        raw[20] = 101
        #expect(throws: TestbedError(.badCapture, "link type 101 is not Ethernet (1)")) { try PcapFile(bytes: raw) }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func readsHostileBytesWithoutHarm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = FrameBuilder.pcap(frames + [FrameBuilder().udp])
        for _ in 0..<12 {
            bytes[Int.random(in: 24..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let file = try PcapFile(bytes: bytes)
        _ = ConnectionRecord.records(of: file.frames.compactMap(CapturedPacket.init))
    }
}
