/// Writes numbers in network order at the end of an array.
extension [UInt8] {
    mutating func put<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// The low `byteCount` bytes, at most 16.
    mutating func put(_ value: UInt128, byteCount: Int) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0.suffix(byteCount)) }
    }

    mutating func putZeros(_ count: Int) {
        for _ in 0..<count { append(0) }
    }

    /// Exactly `width` bytes: the text, cut or followed by zeros.
    mutating func put(_ text: FixedText, width: Int) {
        append(contentsOf: text.bytes.prefix(width))
        putZeros(width - Swift.min(width, text.bytes.count))
    }

    /// Zeros until what began at `start` has a length that is a multiple of eight.
    mutating func padToEight(from start: Int) {
        while (count - start) & 7 != 0 { append(0) }
    }

    /// Writes the length of what began at `start` over the two bytes at `position`.
    ///
    /// A length beyond 16 bits is cut here and refused when the message as a whole is measured.
    mutating func patchLength(at position: Int, from start: Int) {
        let length = UInt16(truncatingIfNeeded: count - start)
        self[position] = UInt8(length >> 8)
        self[position + 1] = UInt8(truncatingIfNeeded: length)
    }
}
