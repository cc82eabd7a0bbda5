/// Writes a program in free MPS format.
struct MPSWriter {
    private let program: LinearProgram
    private let rowNames: [String]
    private let variableNames: [String]
    private let objectiveName: String

    init(_ program: LinearProgram) {
        self.program = program
        rowNames = Self.names(program.rows.map(\.name), prefix: "r")
        variableNames = Self.names(program.variables.map(\.name), prefix: "x")
        var objective = "objective"
        while rowNames.contains(objective) { objective += "_" }
        objectiveName = objective
    }

    /// The names themselves if a reader can tell them apart and from everything else, invented ones otherwise.
    private static func names(_ names: [String], prefix: String) -> [String] {
        let areWords = names.allSatisfy { name in
            !name.isEmpty && !name.hasPrefix("$") && name != "'MARKER'"
                && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        }
        return areWords && Set(names).count == names.count ? names : names.indices.map { "\(prefix)\($0)" }
    }

    func text(name: String) -> String {
        let title = name.utf8.allSatisfy { $0 >= 0x20 } ? name : "program"
        var lines = ["NAME \(title)"]
        if program.direction == .maximize { lines += ["OBJSENSE", " MAX"] }
        lines +=
            ["ROWS", " N \(objectiveName)"] + zip(program.rows, rowNames).map { " \(Self.type(of: $0.bounds)) \($1)" }
        lines += ["COLUMNS"] + columns()
        lines += ["RHS"] + rightHandSides()
        lines += ["RANGES"] + ranges()
        lines += ["BOUNDS"] + zip(program.variables, variableNames).flatMap { Self.bounds($0.bounds, $1) }
        return (lines + ["ENDATA", ""]).joined(separator: "\n")
    }

    private static func type(of bounds: LinearProgram.Bounds) -> String {
        if bounds.lower == bounds.upper { return "E" }
        if bounds.lower.isFinite { return "G" }
        return bounds.upper.isFinite ? "L" : "N"
    }

    /// Every variable gets a line of cost, even of zero, so that none is lost.
    private func columns() -> [String] {
        var lines = program.variables.map { [" \(objectiveName) \($0.cost)"] }
        for (row, name) in zip(program.rows, rowNames) {
            for term in row.terms where lines.indices.contains(term.variable.index) {
                lines[term.variable.index].append(" \(name) \(term.coefficient)")
            }
        }
        return zip(variableNames, lines).flatMap { name, lines in lines.map { " \(name)\($0)" } }
    }

    private func rightHandSides() -> [String] {
        let constant = program.constant == 0 ? [] : [" RHS \(objectiveName) \(-program.constant)"]
        return constant
            + zip(program.rows, rowNames).compactMap { row, name in
                let side = row.bounds.lower.isFinite ? row.bounds.lower : row.bounds.upper
                return side.isFinite && side != 0 ? " RHS \(name) \(side)" : nil
            }
    }

    private func ranges() -> [String] {
        zip(program.rows, rowNames).compactMap { row, name in
            let range = row.bounds.upper - row.bounds.lower
            return range.isFinite && range > 0 ? " RANGES \(name) \(range)" : nil
        }
    }

    private static func bounds(_ bounds: LinearProgram.Bounds, _ name: String) -> [String] {
        if bounds == .free { return [" FR BOUNDS \(name)"] }
        if bounds.lower == bounds.upper { return [" FX BOUNDS \(name) \(bounds.lower)"] }
        var lines: [String] = []
        if bounds.lower == -.infinity { lines.append(" MI BOUNDS \(name)") }
        if bounds.lower.isFinite, bounds.lower != 0 { lines.append(" LO BOUNDS \(name) \(bounds.lower)") }
        if bounds.upper.isFinite { lines.append(" UP BOUNDS \(name) \(bounds.upper)") }
        return lines
    }
}
