/// The rules of a table that look at the same bits, found by one hash of those bits.
struct Subtable: Sendable {
    struct Column: Hashable, Sendable {
        let field: KnownField
        let mask: UInt128
    }

    private struct Entry: Sendable {
        let rule: Int
        let priority: UInt16
        let tests: [FieldTest]
    }

    let columns: [Column]
    private(set) var highestPriority: UInt16 = 0
    private var entries: [UInt64: [Entry]] = [:]

    init(_ columns: [Column]) { self.columns = columns }

    var isEmpty: Bool { entries.isEmpty }

    static func columns(of tests: [FieldTest]) -> [Column] {
        tests.map { Column(field: $0.field, mask: $0.mask) }
    }

    mutating func insert(_ rule: Int, _ identity: RuleIdentity) {
        let entry = Entry(rule: rule, priority: identity.priority, tests: identity.tests)
        let hash = Self.hash(identity.tests.lazy.map(\.value))
        var bucket = entries[hash] ?? []
        bucket.insert(entry, at: bucket.firstIndex { $0.priority < entry.priority } ?? bucket.endIndex)
        entries[hash] = bucket
        highestPriority = max(highestPriority, identity.priority)
    }

    mutating func remove(_ rule: Int, _ identity: RuleIdentity) {
        let hash = Self.hash(identity.tests.lazy.map(\.value))
        entries[hash]?.removeAll { $0.rule == rule }
        if entries[hash]?.isEmpty == true { entries[hash] = nil }
        if identity.priority == highestPriority {
            highestPriority = entries.values.lazy.flatMap { $0 }.map(\.priority).max() ?? 0
        }
    }

    /// The best rule for a packet, with its priority.
    func lookup(_ key: FlowKey) -> (rule: Int, priority: UInt16)? {
        var mixed: UInt64 = 0
        for column in columns {
            guard let value = key[column.field] else { return nil }
            mixed = Self.mix(mixed, value & column.mask)
        }
        guard let bucket = entries[mixed] else { return nil }
        for entry in bucket where entry.tests.allSatisfy({ $0.matches(key) }) { return (entry.rule, entry.priority) }
        return nil
    }

    private static func hash(_ values: some Sequence<UInt128>) -> UInt64 {
        values.reduce(0) { mix($0, $1) }
    }

    private static func mix(_ state: UInt64, _ value: UInt128) -> UInt64 {
        let low = UInt64(truncatingIfNeeded: value), high = UInt64(truncatingIfNeeded: value >> 64)
        return DeterministicHash.mix(state ^ low &+ high &* 0x9E37_79B9_7F4A_7C15)
    }
}
