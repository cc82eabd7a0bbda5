extension JSONValue {
    /// How deeply arrays and objects may be nested unless said otherwise. OVSDB itself needs about ten levels.
    public static let defaultDepthLimit = 128

    /// Reads one JSON text (RFC 8259, strictly; UTF-8, white space around it allowed).
    ///
    /// - Parameters:
    ///   - bytes: The whole text.
    ///   - depthLimit: The number of arrays and objects that may be open at one time.
    /// - Throws: `.invalidJSON` or `.tooDeep`, both with the byte offset.
    /// - Complexity: O(n) in the number of bytes.
    public init(parsing bytes: [UInt8], depthLimit: Int = defaultDepthLimit) throws(OVSDBError) {
        var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
        self = try parser.parseText()
    }

    /// Reads one JSON text from a string. See ``init(parsing:depthLimit:)``.
    public init(parsing text: String, depthLimit: Int = defaultDepthLimit) throws(OVSDBError) {
        try self.init(parsing: Array(text.utf8), depthLimit: depthLimit)
    }
}

/// A recursive-descent parser over bytes. Every read is bounds-checked by ``peek()``.
struct JSONParser {
    let bytes: [UInt8]
    let depthLimit: Int
    private(set) var position = 0

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func parseText() throws(OVSDBError) -> JSONValue {
        let value = try parseValue(depth: 0)
        skipSpace()
        if let extra = peek() { throw failure("unexpected \(Self.name(of: extra)) after the end of the value") }
        return value
    }

    private mutating func parseValue(depth: Int) throws(OVSDBError) -> JSONValue {
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): return try parseNumber()
        case let byte?: throw failure("\(Self.name(of: byte)) does not begin a JSON value")
        case nil: throw failure("the text ends where a value was expected")
        }
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(OVSDBError) -> JSONValue {
        let start = position
        for byte in String(describing: word).utf8 {
            guard take(byte) else { throw failure("expected the word \"\(word)\"", at: start) }
        }
        return value
    }

    // MARK: - Containers

    private mutating func parseArray(depth: Int) throws(OVSDBError) -> JSONValue {
        try open(depth)
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try parseValue(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            try expect(UInt8(ascii: ","), or: "]")
        }
    }

    private mutating func parseObject(depth: Int) throws(OVSDBError) -> JSONValue {
        try open(depth)
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw failure("a member of an object begins with a string") }
            let key = try parseString()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("expected \":\" after the name of a member") }
            members[key] = try parseValue(depth: depth + 1)
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            try expect(UInt8(ascii: ","), or: "}")
        }
    }

    /// Steps over the opening bracket of a container that is inside `depth` others.
    private mutating func open(_ depth: Int) throws(OVSDBError) {
        guard depth < depthLimit else {
            throw OVSDBError(.tooDeep, "more than \(depthLimit) arrays and objects are nested", offset: position)
        }
        position += 1
    }

    private mutating func expect(_ byte: UInt8, or other: String) throws(OVSDBError) {
        guard take(byte) else {
            let found = peek().map(Self.name) ?? "the end of the text"
            throw failure("expected \(Self.name(of: byte)) or \"\(other)\", found \(found)")
        }
    }

    // MARK: - Bytes

    func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// Steps over the byte that ``peek()`` shows; at the end of the text it does nothing.
    mutating func advance() {
        if position < bytes.count { position += 1 }
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0B && byte != 0x0C) {
            position += 1
        }
    }

    func failure(_ message: String, at offset: Int? = nil) -> OVSDBError {
        OVSDBError(.invalidJSON, message, offset: offset ?? position)
    }

    static func name(of byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte \(byte)"
    }
}
