/// A copy of monitored tables as a value, kept up to date by applying what the server reports.
///
/// ```swift
/// var replica = Replica(following: OpenVSwitch.monitorRequests)
/// replica.replace(with: try TableUpdates(json: initialReply))
/// for change in replica.apply(update) { print(change) }
/// replica.rows(in: .bridge)
/// ```
public struct Replica: Hashable, Sendable {
    /// The tables that are followed.
    public let requests: [TableName: MonitorRequest]
    private var tables: [TableName: [RowID: Row]] = [:]

    public init(following requests: [TableName: MonitorRequest]) {
        self.requests = requests
    }

    // MARK: Reading

    /// All rows of a table, by identifier. Empty also when the table is not followed; see ``requests``.
    public func rows(in table: TableName) -> [RowID: Row] {
        tables[table] ?? [:]
    }

    /// One row, or nil when there is none.
    public func row(_ id: RowID, in table: TableName) -> Row? {
        tables[table]?[id]
    }

    /// The first row, by identifier, whose column has this value.
    ///
    /// - Complexity: O(n) in the number of rows of the table.
    public func firstRow(in table: TableName, where column: ColumnName, is value: Datum) -> (id: RowID, row: Row)? {
        let matches = rows(in: table).filter { $0.value[column] == value }
        return matches.min { $0.key < $1.key }.map { (id: $0.key, row: $0.value) }
    }

    /// The number of rows in all tables.
    public var rowCount: Int {
        tables.values.reduce(0) { $0 + $1.count }
    }

    // MARK: Changing

    /// Applies what the server reported, and returns what changed, ordered by table and row.
    ///
    /// A row that is already as reported gives no change, so reports may arrive twice.
    @discardableResult
    public mutating func apply(_ updates: TableUpdates) -> [RowChange] {
        var changes: [RowChange] = []
        for (table, rows) in updates.tables.sorted(by: { $0.key < $1.key }) {
            for (id, update) in rows.sorted(by: { $0.key < $1.key }) {
                let old = tables[table]?[id]
                let new = update.new.map { Self.merge($0, over: old) }
                tables[table, default: [:]][id] = new
                if let change = RowChange.between(old, new, table: table, id: id) { changes.append(change) }
            }
        }
        return changes
    }

    /// Takes a first reply as the whole truth, for example after a lost connection, and returns what differs.
    @discardableResult
    public mutating func replace(with initial: TableUpdates) -> [RowChange] {
        var updates = initial
        for (table, rows) in tables {
            for (id, row) in rows where updates.tables[table]?[id]?.new == nil {
                updates.tables[table, default: [:]][id] = TableUpdates.RowUpdate(old: row)
            }
        }
        return apply(updates)
    }

    /// `new` holds all monitored columns, unless the server leaves some out; those keep their value.
    private static func merge(_ new: Row, over old: Row?) -> Row {
        guard let old else { return new }
        return Row(old.columns.merging(new.columns) { $1 })
    }
}

extension Replica {
    /// Says whether the replica follows a column, so that its absence means something.
    public func follows(_ column: ColumnName, of table: TableName) -> Bool {
        guard let request = requests[table] else { return false }
        return request.columns?.contains(column) ?? true
    }

    /// - Throws: `.notMonitored` when one of the columns is not followed.
    func requireFollowing(_ table: TableName, _ columns: [ColumnName]) throws(OVSDBError) {
        guard let missing = columns.first(where: { !follows($0, of: table) }) else { return }
        throw OVSDBError(
            .notMonitored, "the replica does not follow \(table).\(missing); monitor OpenVSwitch.monitorRequests")
    }
}
