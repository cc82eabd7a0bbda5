import NIOCore
import TestSupport
import Testing

@testable import OpenFlowNIO

@Suite struct FrameDecoderTests {
    private func frame(_ length: Int, fill: UInt8) -> [UInt8] {
        [4, 2, UInt8(length >> 8), UInt8(length & 255)] + [UInt8](repeating: fill, count: length - 4)
    }

    @Test("However the bytes are cut, the same messages come out", arguments: 0..<20 as Range<UInt64>)
    func anyCut(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let frames = (0..<50).map { frame(Int.random(in: 8...300, using: &random), fill: UInt8($0)) }
        var rest = frames.flatMap { $0 }[...]
        var decoder = FrameDecoder(maximumLength: 300)
        var decoded: [[UInt8]] = []
        while !rest.isEmpty {
            let cut = min(rest.count, Int.random(in: 1...500, using: &random))
            decoder.feed(ByteBuffer(bytes: rest.prefix(cut)))
            rest = rest.dropFirst(cut)
            while let frame = try decoder.next() { decoded.append(Array(frame.readableBytesView)) }
        }
        #expect(decoded == frames)
        #expect(decoder.pendingBytes == 0)
    }

    @Test("A length below the header's or above the limit is refused before the body has come")
    func badLengths() throws {
        var short = FrameDecoder(maximumLength: 1000)
        short.feed(ByteBuffer(bytes: [4, 2, 0, 7]))
        #expect(throws: FrameDecoder.Failure.tooShort(7)) { try short.next() }
        var long = FrameDecoder(maximumLength: 1000)
        long.feed(ByteBuffer(bytes: [4, 2, 0x03, 0xE9]))
        #expect(throws: FrameDecoder.Failure.tooLong(1001, limit: 1000)) { try long.next() }
        var exact = FrameDecoder(maximumLength: 1000)
        exact.feed(ByteBuffer(bytes: frame(1000, fill: 1)))
        let whole = try exact.next()
        #expect(whole?.readableBytes == 1000)
    }
}
