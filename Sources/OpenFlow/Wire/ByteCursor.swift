/// A position in a span of bytes and the end that holds for it; reads in network order and never past that end.
///
/// The span itself is passed to each read, since a value that stores a span cannot escape its scope.
struct ByteCursor {
    /// From the start of the message.
    private(set) var offset: Int
    private(set) var end: Int

    init(_ bytes: RawSpan) {
        offset = 0
        end = bytes.byteCount
    }

    var remaining: Int { end - offset }
    var isAtEnd: Bool { offset >= end }

    mutating func uint8(_ bytes: RawSpan) throws(OpenFlowError) -> UInt8 {
        try load(bytes, UInt8.self)
    }

    mutating func uint16(_ bytes: RawSpan) throws(OpenFlowError) -> UInt16 {
        UInt16(bigEndian: try load(bytes, UInt16.self))
    }

    mutating func uint32(_ bytes: RawSpan) throws(OpenFlowError) -> UInt32 {
        UInt32(bigEndian: try load(bytes, UInt32.self))
    }

    mutating func uint64(_ bytes: RawSpan) throws(OpenFlowError) -> UInt64 {
        UInt64(bigEndian: try load(bytes, UInt64.self))
    }

    /// An unsigned number of 1...16 bytes.
    mutating func number(_ bytes: RawSpan, byteCount: Int) throws(OpenFlowError) -> UInt128 {
        try need(byteCount)
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in offset..<offset + byteCount {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt8.self))
        }
        offset += byteCount
        return UInt128(high) << 64 | UInt128(low)
    }

    mutating func skip(_ count: Int) throws(OpenFlowError) {
        try need(count)
        offset += count
    }

    /// Passes over padding that fills the structure up, as far as it is zero.
    mutating func skipZeros(_ bytes: RawSpan, upTo count: Int) throws(OpenFlowError) {
        for _ in 0..<Swift.min(count, remaining) where try uint8(bytes) != 0 {
            throw OpenFlowError(.badLength, "padding that is not zero", offset: offset - 1)
        }
    }

    mutating func array(_ bytes: RawSpan, count: Int) throws(OpenFlowError) -> [UInt8] {
        try need(count)
        let part = bytes.extracting(offset..<offset + count)
        offset += count
        return part.withUnsafeBytes { [UInt8]($0) }
    }

    /// All that is left.
    mutating func rest(_ bytes: RawSpan) throws(OpenFlowError) -> [UInt8] {
        try array(bytes, count: remaining)
    }

    /// Narrows the cursor to the next `count` bytes; give what it returns to ``leave(_:)``.
    mutating func enter(_ count: Int) throws(OpenFlowError) -> Int {
        try need(count)
        let outer = end
        end = offset + count
        return outer
    }

    /// Ends the narrowed part, of which all must have been read, and restores the outer end.
    mutating func leave(_ outer: Int) throws(OpenFlowError) {
        guard offset == end else {
            throw OpenFlowError(.badLength, "\(end - offset) bytes too many in a structure", offset: offset)
        }
        end = outer
    }

    private func need(_ count: Int) throws(OpenFlowError) {
        guard count >= 0, end - offset >= count else {
            throw OpenFlowError(.truncated, "\(count) bytes wanted, \(end - offset) are left", offset: offset)
        }
    }

    private mutating func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: RawSpan, _ type: T.Type
    ) throws(OpenFlowError) -> T {
        try need(MemoryLayout<T>.size)
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: T.self)
        offset += MemoryLayout<T>.size
        return value
    }
}
