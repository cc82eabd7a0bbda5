extension JSONReader {
    /// The string whose quotation mark is next.
    mutating func string() throws(JSONMistake) -> String {
        position += 1
        let start = position
        var isPlain = true
        while position < end, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20 else { throw mistake("a control character in a string; write \\u00..") }
            if bytes[position] == UInt8(ascii: "\\") { return try escapedString(from: start) }
            isPlain = isPlain && bytes[position] < 0x80
            position += 1
        }
        guard position < end else { throw mistake("the input ends in a string") }
        position += 1
        let content = bytes[start..<(position - 1)]
        return isPlain ? String(decoding: content, as: UTF8.self) : try text(of: content)
    }

    private func text(of bytes: some Collection<UInt8>) throws(JSONMistake) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw mistake("this string is not UTF-8") }
        return text
    }

    /// The rest of a string in which something is escaped.
    private mutating func escapedString(from start: Int) throws(JSONMistake) -> String {
        var content = Array(bytes[start..<position])
        while position < end, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20 else { throw mistake("a control character in a string; write \\u00..") }
            guard bytes[position] == UInt8(ascii: "\\") else {
                content.append(bytes[position])
                position += 1
                continue
            }
            content += String(try escape()).utf8
        }
        guard position < end else { throw mistake("the input ends in a string") }
        position += 1
        return try text(of: content)
    }

    private mutating func escape() throws(JSONMistake) -> Unicode.Scalar {
        guard position + 1 < end else { throw mistake("the input ends in a string") }
        let letter = bytes[position + 1]
        if letter == UInt8(ascii: "u") { return try escapedScalar() }
        let escapes: [UInt8: Unicode.Scalar] = [
            UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
            UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
        ]
        guard let scalar = escapes[letter] else { throw mistake("there is no such escape in JSON") }
        position += 2
        return scalar
    }

    /// `\uXXXX`, or two of them that are a surrogate pair.
    private mutating func escapedScalar() throws(JSONMistake) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw mistake("half of a surrogate pair stands alone") }
        let second = try codeUnit()
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) &- 0xDC00)
        guard (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(value) else {
            throw mistake("half of a surrogate pair stands alone")
        }
        return scalar
    }

    private mutating func codeUnit() throws(JSONMistake) -> UInt16 {
        guard position + 6 <= end else { throw mistake("the input ends in a string") }
        let digits = bytes[(position + 2)..<(position + 6)]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw mistake("\\u is followed by four hexadecimal digits") }
        position += 6
        return unit
    }

    /// The number that is next: `-`, digits without leading zeros, a fraction, an exponent.
    mutating func number() throws(JSONMistake) -> Double {
        let start = position
        let isNegative = skipByte(UInt8(ascii: "-"))
        let hasLeadingZero = position < end && bytes[position] == UInt8(ascii: "0")
        var digits = Digits()
        let whole = readDigits(into: &digits)
        guard whole > 0 else { throw mistake("a digit is missing here") }
        guard whole == 1 || !hasLeadingZero else { throw mistake("a number has no leading zeros") }
        var scale = 0
        if skipByte(UInt8(ascii: ".")) {
            scale = -readDigits(into: &digits)
            guard scale < 0 else { throw mistake("a digit is missing here") }
        }
        if skipByte(UInt8(ascii: "e")) || skipByte(UInt8(ascii: "E")) { scale += try exponent() }
        if let exact = digits.scaled(by: scale) { return isNegative ? -exact : exact }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            position = start
            throw mistake("\(text) is too large")
        }
        return number
    }

    private mutating func skipByte(_ byte: UInt8) -> Bool {
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func readDigits(into digits: inout Digits) -> Int {
        let start = position
        while position < end, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
            digits.append(bytes[position] - UInt8(ascii: "0"))
            position += 1
        }
        return position - start
    }

    private mutating func exponent() throws(JSONMistake) -> Int {
        let isNegative = skipByte(UInt8(ascii: "-"))
        if !isNegative { _ = skipByte(UInt8(ascii: "+")) }
        var digits = Digits()
        guard readDigits(into: &digits) > 0 else { throw mistake("a digit is missing here") }
        let size = Int(min(digits.value, 100_000))
        return isNegative ? -size : size
    }
}

/// Digits of a number, as far as they can be kept without loss.
private struct Digits {
    private(set) var value: UInt64 = 0

    /// Digits past the 18th or so are lost; the value is then too large to be used.
    mutating func append(_ digit: UInt8) {
        value = value < 1_000_000_000_000_000_000 ? value * 10 + UInt64(digit) : .max
    }

    /// The value times a power of ten, where both are exact, so that the product is rounded once as it should be.
    func scaled(by scale: Int) -> Double? {
        guard value < 1 << 53, abs(scale) <= 22 else { return nil }
        var power = 1.0
        for _ in 0..<abs(scale) { power *= 10 }
        return scale < 0 ? Double(value) / power : Double(value) * power
    }
}
