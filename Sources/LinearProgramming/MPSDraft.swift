/// The program that an MPS file has described so far.
struct MPSDraft {
    enum Target {
        case objective
        case row(Int)
    }

    struct Row {
        var name: String
        /// `N`, `L`, `G` or `E`.
        var type: String
        var rightHandSide = 0.0
        var range: Double?
        var terms: [LinearProgram.Term] = []
        var lastColumn = -1
    }

    struct Column {
        var name: String
        var cost: Double?
        var lower = 0.0
        var upper = Double.infinity
        var hasLower = false
    }

    /// The line that is being read, for errors.
    var lineNumber = 0
    var direction = LinearProgram.Direction.minimize
    var constant = 0.0
    var rows: [Row] = []
    var columns: [Column] = []
    /// The sets of right-hand sides, ranges and bounds that count: the first ones.
    var sets: [MPSSection: String] = [:]
    var columnIndices: [String: Int] = [:]
    private var targets: [String: Target] = [:]
    private var hasObjective = false

    mutating func addRow(_ card: MPSCard) throws(LinearProgramError) {
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

    mutating func addCoefficients(_ card: MPSCard) throws(LinearProgramError) {
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

    // MARK: - The program

    /// - Throws: `.invalidSyntax` when the file has no objective.
    func program() throws(LinearProgramError) -> LinearProgram {
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

    func target(_ name: String) throws(LinearProgramError) -> Target {
        guard let target = targets[name] else {
            throw error(.unknownName, "there is no row '\(name)'; name one of the section ROWS")
        }
        return target
    }

    func number(_ text: String) throws(LinearProgramError) -> Double {
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isPlain, let value = Double(text), value.isFinite else {
            throw error(.invalidNumber, text.isEmpty ? "a number is missing" : "'\(text)' is no finite decimal number")
        }
        return value
    }

    func error(_ code: LinearProgramError.Code, _ message: String) -> LinearProgramError {
        LinearProgramError(code, message, at: .line(lineNumber))
    }
}
