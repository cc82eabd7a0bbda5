/// Reads an MPS file line by line: sections, and what belongs to which.
struct MPSReader {
    private let format: MPSFormat
    private var section: MPSSection?
    private var draft = MPSDraft()

    init(format: MPSFormat) {
        self.format = format
    }

    var isAtEnd: Bool { section == .end }

    /// - Throws: ``LinearProgramError`` that names the line.
    mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(LinearProgramError) {
        draft.lineNumber = number
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        let words = MPSCard.words(of: line)
        guard let first = words.first, line.first != UInt8(ascii: "*") else { return }
        guard line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") else {
            return try begin(first, words)
        }
        try readCard(line, words)
    }

    private mutating func begin(_ name: String, _ words: [String]) throws(LinearProgramError) {
        guard let next = MPSSection(rawValue: name.uppercased()) else {
            throw draft.error(
                .invalidSyntax, "'\(name)' is no section of a linear program; lines within a section begin blank")
        }
        section = next
        if next == .objectiveSense, words.count > 1 { try setDirection(words[1]) }
    }

    private mutating func readCard(_ line: ArraySlice<UInt8>, _ words: [String]) throws(LinearProgramError) {
        guard let section, section != .name else {
            throw draft.error(.invalidSyntax, "stands before the first section; begin with NAME and ROWS")
        }
        if section == .objectiveSense { return try setDirection(words[0]) }
        let card = try MPSCard(line, section, format, number: draft.lineNumber)
        switch section {
        case .rows: try draft.addRow(card)
        case .columns: try draft.addCoefficients(card)
        case .rightHandSides: try draft.setRightHandSides(card)
        case .ranges: try draft.setRanges(card)
        case .bounds: try draft.setBound(card)
        case .name, .objectiveSense, .end: break
        }
    }

    private mutating func setDirection(_ word: String) throws(LinearProgramError) {
        switch word.uppercased() {
        case "MAX", "MAXIMIZE": draft.direction = .maximize
        case "MIN", "MINIMIZE": draft.direction = .minimize
        default: throw draft.error(.invalidSyntax, "'\(word)' is no direction; write MAX or MIN")
        }
    }

    /// - Throws: `.invalidSyntax` when the file has no objective or no end.
    func program() throws(LinearProgramError) -> LinearProgram {
        guard isAtEnd else { throw draft.error(.invalidSyntax, "the file ends here without ENDATA; it may be cut off") }
        return try draft.program()
    }
}
