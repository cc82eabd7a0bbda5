/// What a server reports about monitored tables, at first and later (`<table-updates>`, RFC 7047 § 4.1.5 and 4.1.6).
public struct TableUpdates: Hashable, Sendable {
    /// What happened to one row (`<row-update>`).
    public struct RowUpdate: Hashable, Sendable {
        /// Before: all monitored columns of a deleted row, only the changed ones of a modified row.
        public var old: Row?
        /// After: all monitored columns; nil for a deleted row.
        public var new: Row?

        public init(old: Row? = nil, new: Row? = nil) {
            self.old = old
            self.new = new
        }
    }

    public var tables: [TableName: [RowID: RowUpdate]]

    public init(tables: [TableName: [RowID: RowUpdate]] = [:]) {
        self.tables = tables
    }

    /// Reads `<table-updates>`.
    ///
    /// - Throws: `.invalidNotation`; the path holds the table, the row and the column.
    public init(json: JSONValue) throws(OVSDBError) {
        tables = [:]
        for (table, rows) in try Self.members(json, "the updates of tables") {
            tables[TableName(table)] = try located(table) { () throws(OVSDBError) in try Self.rows(rows) }
        }
    }

    private static func rows(_ json: JSONValue) throws(OVSDBError) -> [RowID: RowUpdate] {
        var rows: [RowID: RowUpdate] = [:]
        for (text, update) in try members(json, "the updates of a table") {
            guard let id = RowID(text) else {
                throw OVSDBError(.invalidNotation, "\"\(text)\" is no UUID")
            }
            rows[id] = try located(text) { () throws(OVSDBError) in try RowUpdate(json: update) }
        }
        return rows
    }

    private static func members(
        _ json: JSONValue, _ subject: String
    ) throws(OVSDBError) -> [String: JSONValue] {
        guard case .object(let members) = json else {
            throw OVSDBError(.invalidNotation, "\(subject) are an object, found \(json.kind)")
        }
        return members
    }
}

extension TableUpdates.RowUpdate {
    init(json: JSONValue) throws(OVSDBError) {
        var members = try MemberReader(json, of: "the update of a row")
        old = try Self.row("old", &members)
        new = try Self.row("new", &members)
        guard old != nil || new != nil else {
            throw OVSDBError(.invalidNotation, "the update of a row needs \"old\" or \"new\"")
        }
    }

    private static func row(_ name: String, _ members: inout MemberReader) throws(OVSDBError) -> Row? {
        guard let json = members.optional(name), json != .null else { return nil }
        return try located(name) { () throws(OVSDBError) in try Row(json: json) }
    }
}
