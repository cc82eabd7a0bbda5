extension Datum: Hashable {
    /// Equal as the server sees it: order does not matter, and a set of one is its element.
    public static func == (left: Datum, right: Datum) -> Bool {
        switch (left, right) {
        case (.atom(let a), .atom(let b)):
            return a == b
        case (.map(let a), .map(let b)):
            return a.count == b.count && (a == b || a.sorted(by: precedes) == b.sorted(by: precedes))
        case (.map, _), (_, .map):
            return false
        default:
            let (a, b) = (left.atoms, right.atoms)
            return a.count == b.count && (a == b || a.sorted() == b.sorted())
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .map(let entries):
            hasher.combine(true)
            for entry in entries.sorted(by: Self.precedes) { hasher.combine(entry) }
        case .atom, .set:
            hasher.combine(false)
            for atom in atoms.sorted() { hasher.combine(atom) }
        }
    }

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        (left.key, left.value) < (right.key, right.value)
    }
}
