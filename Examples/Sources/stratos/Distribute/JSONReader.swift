/// Reads JSON (RFC 8259) from bytes, strictly, and says where it is wrong: the field and the byte.
///
/// It is there beside Foundation's decoder for streams of many small problems, where that takes far longer than the
/// solver, and because that one does not name the place of a mistake.
struct JSONReader {
    let bytes: [UInt8]
    /// The next byte.
    var position: Int
    let end: Int

    /// Nothing that is read here is deeper; more would be an attempt to exhaust the stack.
    private static let greatestDepth = 32

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        (self.bytes, position, end) = (bytes, range.lowerBound, range.upperBound)
    }

    /// The one value of a part of the bytes, with nothing but white space around it.
    static func read(_ bytes: [UInt8], in range: Range<Int>) throws(JSONMistake) -> JSONValue {
        var reader = JSONReader(bytes, range)
        let value = try reader.value(depth: 0)
        guard reader.nextToken() == nil else { throw reader.mistake("something follows the end of the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONMistake) -> JSONValue {
        guard let token = nextToken() else { throw mistake("the input ends where a value should be") }
        let start = position
        switch token {
        case UInt8(ascii: "{"): return JSONValue(kind: .object(try members(depth: depth)), offset: start)
        case UInt8(ascii: "["): return JSONValue(kind: .array(try elements(depth: depth)), offset: start)
        case UInt8(ascii: "\""): return JSONValue(kind: .string(try string()), offset: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONValue(kind: .number(try number()), offset: start)
        default: return JSONValue(kind: try word(), offset: start)
        }
    }

    private mutating func elements(depth: Int) throws(JSONMistake) -> [JSONValue] {
        try enter(depth)
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return elements }
        repeat {
            do {
                elements.append(try value(depth: depth + 1))
            } catch {
                throw error.inside(elements.count)
            }
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw mistake("a comma or ] is missing here") }
        return elements
    }

    private mutating func members(depth: Int) throws(JSONMistake) -> [JSONValue.Member] {
        try enter(depth)
        var members: [JSONValue.Member] = []
        if skip(UInt8(ascii: "}")) { return members }
        repeat {
            guard nextToken() == UInt8(ascii: "\"") else { throw mistake("a key in quotation marks is missing here") }
            let start = position
            let key = try string()
            guard skip(UInt8(ascii: ":")) else { throw mistake("a colon is missing here").inside(key) }
            do {
                members.append(.init(key: key, value: try value(depth: depth + 1), offset: start))
            } catch {
                throw error.inside(key)
            }
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw mistake("a comma or } is missing here") }
        return members
    }

    private mutating func enter(_ depth: Int) throws(JSONMistake) {
        guard depth < Self.greatestDepth else { throw mistake("this is nested too deeply") }
        position += 1
    }

    /// The byte of the next token, from which `position` does not move on; nil at the end.
    private mutating func nextToken() -> UInt8? {
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// Passes a token, if it is the next.
    private mutating func skip(_ token: UInt8) -> Bool {
        guard nextToken() == token else { return false }
        position += 1
        return true
    }

    private mutating func word() throws(JSONMistake) -> JSONValue.Kind {
        let start = position
        let rest = bytes[start..<min(end, start + 16)].prefix { byte in
            !" \n\r\t,:]}[{\"".utf8.contains(byte)
        }
        switch String(decoding: rest, as: UTF8.self) {
        case "true": position += 4; return .bool(true)
        case "false": position += 5; return .bool(false)
        case "null": position += 4; return .null
        case let word:
            let name = word.isEmpty ? "'\(String(decoding: bytes[start...start], as: UTF8.self))'" : "'\(word)'"
            throw mistake("\(name) is no JSON value; numbers are finite and strings stand in quotation marks")
        }
    }

    func mistake(_ message: String) -> JSONMistake {
        JSONMistake(message: message, offset: position)
    }
}
