import LinearProgramming
import LinearProgrammingTesting
import TestSupport
import Testing

/// Files that are wrong are refused with the line and the reason; none brings the process down.
struct MPSErrorTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: LinearProgramError.Code
        var line: Int
        var text: String
        var format = MPSFormat.free
    }

    @Test(arguments: cases)
    func refusesAndNamesTheLine(_ bad: Case) {
        let error = #expect(throws: LinearProgramError.self) { try LinearProgram(mps: bad.text, format: bad.format) }
        #expect(error?.code == bad.code, "\(String(describing: error))")
        #expect(error?.place == .line(bad.line), "\(String(describing: error))")
        #expect(error?.description.hasPrefix("line \(bad.line): ") == true)
    }

    @Test func crossedBoundsNameTheVariable() {
        let text = "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n LO x 3\n UP x 2\nENDATA"
        let error = #expect(throws: LinearProgramError.self) { try LinearProgram(mps: text) }
        #expect(error?.code == .invalidBounds && error?.place == .variable(0, "x"))
    }

    /// Cut, changed, doubled and shuffled texts: an error or a program that makes sense.
    @Test(arguments: [MPSFormat.fixed, .free])
    func survivesDamage(format: MPSFormat) {
        let whole = Array((format == .fixed ? MPSReaderTests.fixed : MPSReaderTests.free).utf8)
        var (generator, accepted) = (SeededGenerator(seed: 11), 0)
        for cut in 0...whole.count { accepted += Self.isAccepted(Array(whole[..<cut]), format) ? 1 : 0 }
        #expect(accepted == 1)
        for _ in 0..<4_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) { Self.damage(&bytes, &generator) }
            accepted += Self.isAccepted(bytes, format) ? 1 : 0
        }
        #expect(accepted > 50, "the damage is so great that nothing beyond the first line is tested")
    }

    private static func isAccepted(_ bytes: [UInt8], _ format: MPSFormat) -> Bool {
        guard let program = try? LinearProgram(mps: bytes, format: format) else { return false }
        #expect(throws: Never.self) { try program.validate() }
        return true
    }

    private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard let place = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[place] = Array("0123456789.+-eE $*\n\tNLGE".utf8).randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(UInt8(ascii: " "), at: place)
        default:
            var lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
            let (one, other) = (
                Int.random(in: lines.indices, using: &generator), lines.indices.randomElement(using: &generator)
            )
            lines.swapAt(one, other ?? one)
            bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        }
    }

    static let cases: [Case] = [
        body("type of row", .invalidSyntax, 2, "ROWS\n X r"),
        body("row without a name", .invalidSyntax, 2, "ROWS\n L"),
        body("row with too much", .invalidSyntax, 2, "ROWS\n L r s"),
        body("row twice", .duplicateName, 3, "ROWS\n N c\n L c"),
        body("unknown section", .invalidSyntax, 1, "ROWZ"),
        body("line before a section", .invalidSyntax, 1, " x c 1"),
        body("direction", .invalidSyntax, 2, "OBJSENSE\n UP"),
        body("unknown row of a column", .unknownName, 4, "ROWS\n N c\nCOLUMNS\n x d 1"),
        body("column without coefficient", .invalidNumber, 4, "ROWS\n N c\nCOLUMNS\n x c"),
        body("column alone", .invalidSyntax, 4, "ROWS\n N c\nCOLUMNS\n x"),
        body("too many fields", .invalidSyntax, 4, "ROWS\n N c\nCOLUMNS\n x c 1 c 1 c 1"),
        body("column in pieces", .duplicateName, 6, "ROWS\n N c\nCOLUMNS\n x c 1\n y c 1\n x c 1"),
        body("cost twice", .duplicateName, 4, "ROWS\n N c\nCOLUMNS\n x c 1 c 1"),
        body("coefficient twice", .duplicateName, 6, "ROWS\n N c\n L r\nCOLUMNS\n x r 1\n x r 1"),
        body("marker", .unsupported, 4, "ROWS\n N c\nCOLUMNS\n M1 'MARKER' 'INTORG'"),
        body("number not a number", .invalidNumber, 4, "ROWS\n N c\nCOLUMNS\n x c nan"),
        body("number infinite", .invalidNumber, 4, "ROWS\n N c\nCOLUMNS\n x c inf"),
        body("number too large", .invalidNumber, 4, "ROWS\n N c\nCOLUMNS\n x c 1e999"),
        body("hexadecimal number", .invalidNumber, 4, "ROWS\n N c\nCOLUMNS\n x c 0x10"),
        body("decimal comma", .invalidNumber, 4, "ROWS\n N c\nCOLUMNS\n x c 1,5"),
        body("right-hand side of an unknown row", .unknownName, 4, "ROWS\n N c\nRHS\n q 1"),
        body("range of an unknown row", .unknownName, 4, "ROWS\n N c\nRANGES\n q 1"),
        body("range of the objective", .invalidSyntax, 4, "ROWS\n N c\nRANGES\n c 1"),
        body("bound of an unknown column", .unknownName, 6, "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n UP y 1"),
        body("type of bound", .invalidSyntax, 6, "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n XX x 1"),
        body("binary variable", .unsupported, 6, "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n BV x"),
        body("semi-continuous variable", .unsupported, 6, "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n SC B x 1"),
        body("bound without a value", .invalidNumber, 6, "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n UP x"),
        Case(testDescription: "no end", code: .invalidSyntax, line: 3, text: "ROWS\n N c\nCOLUMNS"),
        Case(testDescription: "nothing", code: .invalidSyntax, line: 1, text: ""),
        Case(testDescription: "no objective", code: .invalidSyntax, line: 3, text: "ROWS\n L r\nENDATA"),
        Case(
            testDescription: "between the columns", code: .invalidSyntax, line: 4,
            text: "ROWS\n N  COST\nCOLUMNS\n    X    COST 1\nENDATA", format: .fixed),
        Case(
            testDescription: "tab in fixed format", code: .invalidSyntax, line: 2, text: "ROWS\n N\tCOST\nENDATA",
            format: .fixed),
    ]

    private static func body(_ name: String, _ code: LinearProgramError.Code, _ line: Int, _ text: String) -> Case {
        Case(testDescription: name, code: code, line: line, text: text + "\nENDATA\n")
    }
}
