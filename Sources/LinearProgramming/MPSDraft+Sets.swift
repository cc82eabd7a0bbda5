/// Right-hand sides, ranges and bounds: what may come in several sets, of which the first counts.
extension MPSDraft {
    mutating func setRightHandSides(_ card: MPSCard) throws(LinearProgramError) {
        for (target, value) in try values(of: card, .rightHandSides) {
            switch target {
            case .objective: constant = -value
            case .row(let row): rows[row].rightHandSide = value
            }
        }
    }

    mutating func setRanges(_ card: MPSCard) throws(LinearProgramError) {
        for (target, value) in try values(of: card, .ranges) {
            guard case .row(let row) = target, rows[row].type != "N" else {
                throw error(.invalidSyntax, "a row of type N has no range; remove it")
            }
            rows[row].range = value
        }
    }

    /// The rows and values of a line; none when it belongs to a set that does not count.
    private mutating func values(
        of card: MPSCard, _ section: MPSSection
    ) throws(LinearProgramError) -> [(Target, Double)] {
        guard !card.pairs.isEmpty else { throw error(.invalidSyntax, "needs a row and a value") }
        guard counts(card, section) else { return [] }
        var values: [(Target, Double)] = []
        for pair in card.pairs { values.append((try target(pair.name), try number(pair.value))) }
        return values
    }

    private mutating func counts(_ card: MPSCard, _ section: MPSSection) -> Bool {
        let first = sets[section] ?? card.name
        sets[section] = first
        return first == card.name
    }

    mutating func setBound(_ card: MPSCard) throws(LinearProgramError) {
        let type = card.code.uppercased()
        guard !["BV", "LI", "UI", "SC"].contains(type) else {
            throw error(.unsupported, "a bound of type \(type) has no place in a linear program; use LO, UP or FX")
        }
        guard card.pairs.count == 1, let pair = card.pairs.first else {
            throw error(.invalidSyntax, "a bound needs a type, a column and, but for FR, MI and PL, a value")
        }
        guard counts(card, .bounds) else { return }
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
}
