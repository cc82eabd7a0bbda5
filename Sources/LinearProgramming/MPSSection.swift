/// The sections of an MPS file.
enum MPSSection: String {
    case name = "NAME"
    case objectiveSense = "OBJSENSE"
    case rows = "ROWS"
    case columns = "COLUMNS"
    case rightHandSides = "RHS"
    case ranges = "RANGES"
    case bounds = "BOUNDS"
    case end = "ENDATA"

    /// The types of bounds that have no value.
    static let boundsWithoutValue: Set<String> = ["FR", "MI", "PL", "BV"]

    /// Whether, in the free format, so many words begin with a name of their own before the pairs of name and value.
    func hasName(_ code: String, before count: Int) -> Bool {
        switch self {
        case .rows, .columns: true
        case .rightHandSides, .ranges: count % 2 == 1
        case .bounds: Self.boundsWithoutValue.contains(code) ? count >= 2 : count >= 3
        case .name, .objectiveSense, .end: false
        }
    }
}
