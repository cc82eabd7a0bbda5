/// Reads an MPS file line by line.
struct MPSReader {
    private enum Target {
        case objective
        case row(Int)
    }

    private struct Row {
        var name: String
        /// `N`, `L`, `G` or `E`.
        var type: String
        var rightHandSide = 0.0
        var range: Double?
        var terms: [LinearProgram.Term] = []
        var lastColumn = -1
    }

    private struct Column {
        var name: String
        var cost: Double?
        var lower = 0.0
        var upper = Double.infinity
        var hasLower = false
    }

    private let format: MPSFormat
    private var section: MPSSection?
    private var lineNumber = 0
    private var direction = LinearProgram.Direction.minimize
    private var constant = 0.0
    private var rows: [Row] = []
    private var columns: [Column] = []
    private var targets: [String: Target] = [:]
    private var columnIndices: [String: Int] = [:]
    private var hasObjective = false
    /// The set of right-hand sides, ranges and bounds that counts.
    private var sets: [MPSSection: String] = [:]

    init(format: MPSFormat) {
        self.format = format
    }

    var isAtEnd: Bool { section == .end }

    /// - Throws: ``LinearProgramError`` that names the line.
    mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(LinearProgramError) {
        lineNumber = number
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
            throw error(
                .invalidSyntax, "'\(name)' is no section of a linear program; lines within a section begin blank")
        }
        section = next
        if next == .objectiveSense, words.count > 1 { try setDirection(words[1]) }
    }

    private mutating func readCard(_ line: ArraySlice<UInt8>, _ words: [String]) throws(LinearProgramError) {
        guard let section, section != .name else {
            throw error(.invalidSyntax, "stands before the first section; begin with NAME and ROWS")
        }
        if section == .objectiveSense { return try setDirection(words[0]) }
        let card = try MPSCard(line, section, format, number: lineNumber)
        switch section {
        case .rows: try addRow(card)
        case .columns: try addCoefficients(card)
        case .rightHandSides: for (target, value) in try values(of: card) { setRightHandSide(target, value) }
        case .ranges: for (target, value) in try values(of: card) { try setRange(target, value) }
        case .bounds: try setBound(card)
        case .name, .objectiveSense, .end: break
        }
    }

    private mutating func setDirection(_ word: String) throws(LinearProgramError) {
        switch word.uppercased() {
        case "MAX", "MAXIMIZE": direction = .maximize
        case "MIN", "MINIMIZE": direction = .minimize
        default: throw error(.invalidSyntax, "'\(word)' is no direction; write MAX or MIN")
        }
    }

    private mutating func addRow(_ card: MPSCard) throws(LinearProgramError) {
        let type = card.code.uppercased()
        guard ["N", "L", "G", "E"].contains(type) else {
            throw error(.invalidSyntax, "'\(card.code)' is no type of a row; use N, L, G or E")
        }
        guard !card.name.isEmpty, card.pairs.isEmpty else {
            throw error(.invalidSyntax, "a row needs a type and a name, and nothing else")
        }
        guard targets[card.name] == nil else {
            throw error(.duplicateName, "row '\(card.name)' exists already; rename it")
        }
        if type == "N", !hasObjective {
            hasObjective = true
            targets[card.name] = .objective
        } else {
            targets[card.name] = .row(rows.count)
            rows.append(Row(name: card.name, type: type))
        }
    }

    // MARK: - Columns

    private mutating func addCoefficients(_ card: MPSCard) throws(LinearProgramError) {
        guard card.pairs.first?.name != "'MARKER'" else {
            throw error(.unsupported, "markers of whole numbers have no place in a linear program; remove them")
        }
        guard !card.name.isEmpty, !card.pairs.isEmpty else {
            throw error(.invalidSyntax, "a column needs a name, a row and a coefficient")
        }
        if columns.last?.name != card.name { try addColumn(card.name) }
        for pair in card.pairs {
            let value = try number(pair.value)
            switch try target(pair.name) {
            case .objective: try setCost(value)
            case .row(let row): try addTerm(value, to: row)
            }
        }
    }

    private mutating func addColumn(_ name: String) throws(LinearProgramError) {
        guard columnIndices[name] == nil else {
            throw error(.duplicateName, "column '\(name)' is taken up again; keep its lines together")
        }
        columnIndices[name] = columns.count
        columns.append(Column(name: name))
    }

    private mutating func setCost(_ value: Double) throws(LinearProgramError) {
        let column = columns.count - 1
        guard columns[column].cost == nil else {
            throw error(.duplicateName, "the cost of column '\(columns[column].name)' is given twice; remove one")
        }
        columns[column].cost = value
    }

    private mutating func addTerm(_ value: Double, to row: Int) throws(LinearProgramError) {
        let column = columns.count - 1
        guard rows[row].lastColumn != column else {
            let names = "column '\(columns[column].name)' in row '\(rows[row].name)'"
            throw error(.duplicateName, "the coefficient of \(names) is given twice; add them up")
        }
        rows[row].lastColumn = column
        rows[row].terms.append(.init(.init(column), value))
    }

    // MARK: - Right-hand sides, ranges and bounds

    /// Whether the set is the first of its section, the one that counts.
    private mutating func counts(_ card: MPSCard) -> Bool {
        guard let section else { return false }
        let first = sets[section] ?? card.name
        sets[section] = first
        return first == card.name
    }

    /// The rows and values of a line; none when it belongs to a set that does not count.
    private mutating func values(of card: MPSCard) throws(LinearProgramError) -> [(Target, Double)] {
        guard !card.pairs.isEmpty else { throw error(.invalidSyntax, "needs a row and a value") }
        guard counts(card) else { return [] }
        var values: [(Target, Double)] = []
        for pair in card.pairs { values.append((try target(pair.name), try number(pair.value))) }
        return values
    }

    private mutating func setRightHandSide(_ target: Target, _ value: Double) {
        switch target {
        case .objective: constant = -value
        case .row(let row): rows[row].rightHandSide = value
        }
    }

    private mutating func setRange(_ target: Target, _ value: Double) throws(LinearProgramError) {
        guard case .row(let row) = target, rows[row].type != "N" else {
            throw error(.invalidSyntax, "a row of type N has no range; remove it")
        }
        rows[row].range = value
    }

    private mutating func setBound(_ card: MPSCard) throws(LinearProgramError) {
        let type = card.code.uppercased()
        guard !["BV", "LI", "UI", "SC"].contains(type) else {
            throw error(.unsupported, "a bound of type \(type) has no place in a linear program; use LO, UP or FX")
        }
        guard card.pairs.count == 1, let pair = card.pairs.first else {
            throw error(.invalidSyntax, "a bound needs a type, a column and, but for FR, MI and PL, a value")
        }
        guard counts(card) else { return }
        guard let index = columnIndices[pair.name] else {
            throw error(.unknownName, "there is no column '\(pair.name)'; name one of the section COLUMNS")
        }
        let value = MPSSection.boundsWithoutValue.contains(type) ? 0 : try number(pair.value)
        try set(type, value, &columns[index])
    }

    private func set(_ type: String, _ value: Double, _ column: inout Column) throws(LinearProgramError) {
        switch type {
        case "LO": (column.lower, column.hasLower) = (value, true)
        case "UP":
            column.upper = value
            if value < 0, !column.hasLower { column.lower = -.infinity }
        case "FX": (column.lower, column.upper, column.hasLower) = (value, value, true)
        case "FR": (column.lower, column.upper, column.hasLower) = (-.infinity, .infinity, true)
        case "MI": (column.lower, column.hasLower) = (-.infinity, true)
        case "PL": column.upper = .infinity
        default: throw error(.invalidSyntax, "'\(type)' is no type of a bound; use LO, UP, FX, FR, MI or PL")
        }
    }

    // MARK: - The program

    /// - Throws: `.invalidSyntax` when the file has no objective or no end.
    func program() throws(LinearProgramError) -> LinearProgram {
        guard isAtEnd else { throw error(.invalidSyntax, "the file ends here without ENDATA; it may be cut off") }
        guard hasObjective else { throw error(.invalidSyntax, "there is no objective; add a row of type N") }
        var program = LinearProgram(direction, constant: constant)
        for column in columns {
            program.addVariable(column.name, .between(column.lower, column.upper), cost: column.cost ?? 0)
        }
        for row in rows { program.addRow(row.name, Self.bounds(of: row), row.terms) }
        return program
    }

    private static func bounds(of row: Row) -> LinearProgram.Bounds {
        let (side, range) = (row.rightHandSide, row.range)
        switch row.type {
        case "L": return .between(range.map { side - abs($0) } ?? -.infinity, side)
        case "G": return .between(side, range.map { side + abs($0) } ?? .infinity)
        case "E": return .between(side + min(0, range ?? 0), side + max(0, range ?? 0))
        default: return .free
        }
    }

    // MARK: - Words

    private func target(_ name: String) throws(LinearProgramError) -> Target {
        guard let target = targets[name] else {
            throw error(.unknownName, "there is no row '\(name)'; name one of the section ROWS")
        }
        return target
    }

    private func number(_ text: String) throws(LinearProgramError) -> Double {
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isPlain, let value = Double(text), value.isFinite else {
            throw error(.invalidNumber, text.isEmpty ? "a number is missing" : "'\(text)' is no finite decimal number")
        }
        return value
    }

    private func error(_ code: LinearProgramError.Code, _ message: String) -> LinearProgramError {
        LinearProgramError(code, message, at: .line(lineNumber))
    }
}
