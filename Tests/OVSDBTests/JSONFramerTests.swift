import OVSDB
import TestSupport
import Testing

@Suite("Cutting a stream into JSON texts")
struct JSONFramerTests {
    static let texts = [
        #"{"id":1,"result":[],"error":null}"#, "[]", #"{"a":"}]\"{[\\"}"#, #"[[["x"],{"y":"\u007d"}]]"#, #"{"é":"😀"}"#,
    ]

    @Test("texts back to back, in pieces of any size", arguments: 1...40)
    func pieces(size: Int) throws {
        let stream = Array(Self.texts.joined().utf8)
        #expect(try Self.frames(of: stream, pieceSize: size) == Self.texts)
    }

    @Test("white space between texts is skipped")
    func space() throws {
        let stream = Array((" \n" + Self.texts.joined(separator: "\r\n\t ") + "\n").utf8)
        #expect(try Self.frames(of: stream, pieceSize: 7) == Self.texts)
    }

    @Test("a text that is not complete waits")
    func incomplete() throws {
        var framer = JSONFramer()
        framer.append(Array(#"{"a":"}"#.utf8))
        #expect(try framer.nextText() == nil)
        #expect(framer.pendingByteCount == 7)
        framer.append(Array(#""}{"#.utf8))
        #expect(try framer.nextText().map { String(decoding: $0, as: UTF8.self) } == #"{"a":"}"}"#)
        #expect(try framer.nextText() == nil)
        #expect(framer.pendingByteCount == 1)
    }

    @Test(
        "a stream that is not JSON is refused at once",
        arguments: ["HTTP/1.1 400", "}", "]", "\"a\"", "1", "\u{16}\u{3}"])
    func garbage(text: String) {
        var framer = JSONFramer()
        framer.append(Array(text.utf8))
        let error = #expect(throws: OVSDBError.self) { try framer.nextText() }
        #expect(error?.code == .invalidJSON)
    }

    @Test("the size limit holds for texts that never end")
    func limit() throws {
        var framer = JSONFramer(sizeLimit: 10)
        framer.append(Array("[1,2,3,45]".utf8))
        #expect(try framer.nextText()?.count == 10)
        framer.append(Array("[1,2,3,456".utf8))
        #expect(try framer.nextText() == nil)
        framer.append(Array("7".utf8))
        let error = #expect(throws: OVSDBError.self) { try framer.nextText() }
        #expect(error?.code == .tooLarge)
    }

    @Test("random texts survive random cuts", arguments: 0..<50)
    func random(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let values = (0..<20).map { _ in JSONValue.array([JSONParserTests.value(depth: 3, &random)]) }
        let stream = values.flatMap(\.serialised)
        let size = Int.random(in: 1...64, using: &random)
        let frames = try Self.frames(of: stream, pieceSize: size)
        #expect(try frames.map { try JSONValue(parsing: $0) } == values, "seed \(seed)")
    }

    static func frames(of stream: [UInt8], pieceSize: Int) throws -> [String] {
        var framer = JSONFramer()
        var frames: [String] = []
        for start in stride(from: 0, to: stream.count, by: pieceSize) {
            framer.append(stream[start..<min(start + pieceSize, stream.count)])
            while let text = try framer.nextText() { frames.append(String(decoding: text, as: UTF8.self)) }
        }
        #expect(framer.pendingByteCount == 0)
        return frames
    }
}
