// MARK: - Strings (RFC 8259 § 7)

extension JSONParser {
    mutating func parseString() throws(OVSDBError) -> String {
        let start = position
        advance()
        var text: [UInt8] = []
        while let byte = peek() {
            advance()
            switch byte {
            case UInt8(ascii: "\""): return try decode(text, startingAt: start)
            case UInt8(ascii: "\\"): try parseEscape(into: &text)
            case 0..<0x20: throw failure("a control character in a string must be escaped", at: position - 1)
            default: text.append(byte)
            }
        }
        throw failure("the string is not closed", at: start)
    }

    private func decode(_ text: [UInt8], startingAt start: Int) throws(OVSDBError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw failure("the string is not valid UTF-8", at: start)
        }
        return string
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(OVSDBError) {
        let start = position - 1
        guard let byte = peek() else { throw failure("the text ends inside an escape sequence", at: start) }
        advance()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try parseScalar(startingAt: start)).utf8)
        default: throw failure("unknown escape sequence", at: start)
        }
    }

    /// Reads what follows `\u`, and the second half when it is a surrogate pair.
    private mutating func parseScalar(startingAt start: Int) throws(OVSDBError) -> Character {
        var value = try parseFourHexDigits(startingAt: start)
        if (0xD800..<0xDC00).contains(value) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw failure("a high surrogate without its low half", at: start)
            }
            let low = try parseFourHexDigits(startingAt: start)
            guard (0xDC00..<0xE000).contains(low) else {
                throw failure("a high surrogate without its low half", at: start)
            }
            value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure("a lone low surrogate", at: start) }
        return Character(scalar)
    }

    private mutating func parseFourHexDigits(startingAt start: Int) throws(OVSDBError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure("\"\\u\" needs four hexadecimal digits", at: start)
            }
            advance()
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}

// MARK: - Numbers (RFC 8259 § 6)

extension JSONParser {
    mutating func parseNumber() throws(OVSDBError) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try takeDigits("a number needs a digit") }
        if let byte = peek(), isDigit(byte) { throw failure("a number does not begin with 0", at: start) }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try takeDigits("a digit must follow the decimal point")
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try takeDigits("an exponent needs a digit")
        }
        return try number(String(decoding: bytes[start..<position], as: UTF8.self), isWhole: isWhole, start: start)
    }

    private func number(_ text: String, isWhole: Bool, start: Int) throws(OVSDBError) -> JSONValue {
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw failure("the number is too large", at: start) }
        return .real(value)
    }

    private mutating func takeDigits(_ complaint: String) throws(OVSDBError) {
        guard let first = peek(), isDigit(first) else { throw failure(complaint) }
        while let byte = peek(), isDigit(byte) { advance() }
    }

    func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
