import OVSDB
import TestSupport
import Testing

@Suite("JSON parsing and writing")
struct JSONParserTests {
    @Test(
        "good texts",
        arguments: [
            ("null", .null), (" true\n", true), ("false", false), ("0", 0), ("-0", 0), ("-17", -17),
            ("9223372036854775807", 9_223_372_036_854_775_807), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .real(9_223_372_036_854_775_808)), ("1.5", 1.5), ("1e3", .real(1000)),
            ("-2E-2", -0.02), (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u0041\u00e9\uD83D\uDE00""#, "Aé😀"), (#""é😀""#, "é😀"), ("[]", []), ("[1,[2],{}]", [1, [2], [:]]),
            (#"{"a":1,"b":[true]}"#, ["a": 1, "b": [true]]), (#"{"a":1,"a":2}"#, ["a": 2]),
            ("\r\t [ 1 , 2 ] ", [1, 2]),
        ] as [(String, JSONValue)])
    func good(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test(
        "bad texts, with the byte at which they go wrong",
        arguments: [
            ("", 0), ("  ", 2), ("nul", 0), ("truE", 0), ("01", 0), ("-", 1), ("1.", 2), (".5", 0), ("+1", 0),
            ("1e", 2),
            ("1e+", 3), ("1e999", 0), ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("{", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5),
            (#"{a:1}"#, 1), (#"{"a":1,}"#, 7), (#""abc"#, 0), (#""\x""#, 1), (#""\u12G4""#, 1), (#""\u12"#, 1),
            (#""\ud800""#, 1), (#""\ud800\u0041""#, 1), (#""\udc00""#, 1), ("\"a\nb\"", 2), ("1 1", 2), ("{]", 1),
            ("[}", 1), ("'a'", 0), ("\u{feff}1", 0), ("NaN", 0), ("Infinity", 0), ("// x", 0), (#""\"#, 1),
        ])
    func bad(text: String, offset: Int) {
        let error = #expect(throws: OVSDBError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .invalidJSON)
        #expect(error?.offset == offset)
    }

    @Test(
        "bytes that are not UTF-8", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]])
    func notUTF8(bytes: [UInt8]) {
        let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(throws: OVSDBError.self) { try JSONValue(parsing: text) }
    }

    @Test("the depth limit holds and does not overflow the stack")
    func depth() throws {
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(128)) }
        let error = #expect(throws: OVSDBError.self) { try JSONValue(parsing: nested(129)) }
        #expect(error?.code == .tooDeep)
        #expect(throws: OVSDBError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test("what is written is read again as the same", arguments: 0..<200)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let value = Self.value(depth: 4, &random)
        #expect(try JSONValue(parsing: value.serialised) == value, "seed \(seed)")
    }

    @Test("a damaged text is refused or read, and never traps", arguments: 0..<300)
    func damaged(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var bytes = Self.value(depth: 4, &random).serialised
        for _ in 0...Int.random(in: 0..<4, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            bytes[index] = UInt8.random(in: 0...255, using: &random)
        }
        if let value = try? JSONValue(parsing: bytes) {
            #expect((try? JSONValue(parsing: value.serialised)) == value, "seed \(seed)")
        }
    }

    @Test("control characters are escaped, and JSON has no infinity")
    func writing() {
        #expect(JSONValue.string("\u{1}\u{1f}\"\\\n").description == #""\u0001\u001f\"\\\n""#)
        #expect(JSONValue.real(.infinity).description == "null")
        #expect((["b": 1, "a": .null] as JSONValue).description == #"{"a":null,"b":1}"#)
    }

    static func value(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(.random(in: .min ... .max, using: &random))
        case 3: return .real(Double.random(in: -1e6...1e6, using: &random))
        case 4, 5: return .string(text(&random))
        case 6: return .array((0..<3).map { _ in value(depth: depth - 1, &random) })
        default:
            let members = (0..<3).map { ("\($0)" + text(&random), value(depth: depth - 1, &random)) }
            return .object(Dictionary(members) { $1 })
        }
    }

    static func text(_ random: inout SeededGenerator) -> String {
        let scalars = (0..<Int.random(in: 0..<6, using: &random)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0..<0x300, using: &random))
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
