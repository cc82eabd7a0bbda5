internal import Foundation

/// The frames of a capture file in the classic pcap format, either byte order, micro- or nanoseconds.
///
/// Source: IETF draft-ietf-opsawg-pcap, "PCAP Capture File Format".
public struct PcapFile: Sendable {
    /// One captured frame: when it passed, its length on the wire, and the bytes that were kept.
    public struct Frame: Sendable, Hashable {
        /// Nanoseconds since 1970.
        public var time: Int64
        public var originalLength: Int
        public var bytes: ArraySlice<UInt8>
    }

    public private(set) var frames: [Frame] = []
    /// True when the file ends inside a frame, as it does when its writer was killed.
    public private(set) var isTruncated = false

    private static let headerSize = 24
    private static let ethernet: UInt32 = 1

    /// Reads a file.
    /// - Throws: `badCapture` naming the file and what is wrong with it.
    public init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TestbedError(.badCapture, "cannot read \(path)")
        }
        do throws(TestbedError) { try self.init(bytes: [UInt8](data)) } catch {
            throw TestbedError(.badCapture, "\(path): \(error.message)")
        }
    }

    /// Reads the bytes of a file.
    /// - Throws: `badCapture` when they do not start with a pcap header for Ethernet. A torn last frame is no error.
    public init(bytes: [UInt8]) throws(TestbedError) {
        guard bytes.count >= Self.headerSize else {
            throw TestbedError(.badCapture, "\(bytes.count) bytes are too few for a pcap header")
        }
        let layout = try Layout(magic: Array(bytes[..<4]))
        let link = layout.number(bytes, at: 20) & 0xFFFF
        guard link == Self.ethernet else {
            throw TestbedError(.badCapture, "link type \(link) is not Ethernet (1)")
        }
        var offset = Self.headerSize
        while offset < bytes.count {
            guard let frame = layout.frame(bytes, at: offset) else {
                isTruncated = true
                return
            }
            frames.append(frame)
            offset = frame.bytes.endIndex
        }
    }
}

extension PcapFile {
    /// Byte order and unit of time, as the first four bytes tell.
    private struct Layout {
        let isLittleEndian: Bool
        let nanosecondsPerTick: Int64

        init(magic: [UInt8]) throws(TestbedError) {
            switch magic {
            case [0xD4, 0xC3, 0xB2, 0xA1]: (isLittleEndian, nanosecondsPerTick) = (true, 1000)
            case [0xA1, 0xB2, 0xC3, 0xD4]: (isLittleEndian, nanosecondsPerTick) = (false, 1000)
            case [0x4D, 0x3C, 0xB2, 0xA1]: (isLittleEndian, nanosecondsPerTick) = (true, 1)
            case [0xA1, 0xB2, 0x3C, 0x4D]: (isLittleEndian, nanosecondsPerTick) = (false, 1)
            default: throw TestbedError(.badCapture, "its first bytes are not those of a pcap file")
            }
        }

        /// The caller has checked that four bytes are there.
        func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
            let four = bytes[offset..<offset + 4]
            return isLittleEndian
                ? four.reversed().reduce(0) { $0 << 8 | UInt32($1) } : four.reduce(0) { $0 << 8 | UInt32($1) }
        }

        /// Nil when the bytes end before the frame does.
        func frame(_ bytes: [UInt8], at offset: Int) -> Frame? {
            guard bytes.count - offset >= 16 else { return nil }
            let seconds = Int64(number(bytes, at: offset))
            let ticks = Int64(number(bytes, at: offset + 4))
            let kept = Int(number(bytes, at: offset + 8))
            guard kept <= bytes.count - offset - 16 else { return nil }
            return Frame(
                time: seconds * 1_000_000_000 + ticks * nanosecondsPerTick,
                originalLength: Int(number(bytes, at: offset + 12)),
                bytes: bytes[(offset + 16)..<(offset + 16 + kept)])
        }
    }
}
