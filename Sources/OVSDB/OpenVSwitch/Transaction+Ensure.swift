extension Transaction {
    /// Adds what is needed to bring a row that exists to what is wanted; nothing when it is so already.
    ///
    /// - Parameters:
    ///   - wanted: Columns to replace as a whole.
    ///   - maps: Maps in which the named keys are set and all others are left alone.
    mutating func bring(
        _ table: TableName, _ id: RowID, _ present: Row, to wanted: Row, maps: [ColumnName: [String: String]] = [:]
    ) {
        let changed = wanted.columns.filter { present[$0.key] != $0.value }
        if !changed.isEmpty { update(table, where: [.row(id)], Row(changed)) }

        let mutations = maps.sorted { $0.key < $1.key }.flatMap { column, entries in
            Self.mutations(of: column, from: present[column]?.dictionary ?? [:], setting: entries)
        }
        if !mutations.isEmpty { mutate(table, where: [.row(id)], mutations) }
    }

    /// `insert` keeps the value of a key that exists, so keys with another value are deleted first.
    private static func mutations(
        of column: ColumnName, from present: [String: String], setting wanted: [String: String]
    ) -> [Mutation] {
        let changed = wanted.filter { present[$0.key] != $0.value }
        let replaced = changed.keys.filter { present[$0] != nil }.sorted()
        var mutations: [Mutation] = []
        if !replaced.isEmpty { mutations.append(Mutation(column, .delete, .strings(replaced))) }
        if !changed.isEmpty { mutations.append(Mutation(column, .insert, .dictionary(changed))) }
        return mutations
    }

    /// A new row with these columns and maps.
    static func newRow(_ fixed: Row, _ columns: Row, maps: [ColumnName: [String: String]]) -> Row {
        let filled = maps.filter { !$0.value.isEmpty }.mapValues { Datum.dictionary($0) }
        return Row(fixed.columns.merging(columns.columns) { $1 }.merging(filled) { $1 })
    }

    /// True when this transaction inserts a row with that name.
    func inserts(_ name: String, into table: TableName) -> Bool {
        insertedRows(into: table).contains { $0.row[.name] == .string(name) }
    }

    /// - Throws: `.unknownBridge` when a bridge neither exists nor is made by this transaction.
    func requireBridge(_ bridge: BridgeName, in replica: Replica) throws(OVSDBError) {
        guard replica.bridge(bridge) == nil, !inserts(bridge.rawValue, into: .bridge) else { return }
        throw OVSDBError(
            .unknownBridge,
            "there is no bridge \"\(bridge)\"; ensure the bridge first, in the same transaction or before")
    }
}
