/// What a database looks like: its tables and their columns (`<database-schema>`, RFC 7047 § 3.2).
///
/// ```swift
/// let schema = try await client.schema(of: .openVSwitch)
/// schema.tables["Interface"]?.columns["mtu_request"]?.type.isOptional  // true
/// ```
/// Members that this version does not know are passed over, because servers add to the schema of the schema.
public struct DatabaseSchema: Hashable, Sendable {
    /// A table (`<table-schema>`).
    public struct Table: Hashable, Sendable {
        public var columns: [ColumnName: Column]
        /// The greatest number of rows; nil means no limit.
        public var maximumRows: Int64?
        /// Whether rows stay that nothing refers to.
        public var isRoot: Bool
        /// Sets of columns whose values together occur only once.
        public var indexes: [[ColumnName]]
    }

    /// A column (`<column-schema>`).
    public struct Column: Hashable, Sendable {
        public var type: ColumnType
        /// Whether the value may be lost when the server restarts.
        public var isEphemeral: Bool
        /// Whether the value may change after the row was made.
        public var isMutable: Bool
    }

    public var name: DatabaseName
    /// Three numbers with points between them.
    public var version: String
    public var tables: [TableName: Table]

    /// Reads `<database-schema>`.
    ///
    /// - Throws: `.invalidNotation`; the path holds the table and the column.
    public init(json: JSONValue) throws(OVSDBError) {
        var members = try MemberReader(json, of: "a schema")
        name = DatabaseName(try members.string("name"))
        version = try members.string("version")
        tables = [:]
        for (name, table) in try members.object("tables") {
            tables[TableName(name)] = try located(name) { () throws(OVSDBError) in try Table(json: table) }
        }
        // Before RFC 7047 no table was marked, and then all of them are roots.
        if !tables.values.contains(where: \.isRoot) {
            for name in tables.keys { tables[name]?.isRoot = true }
        }
    }
}

extension DatabaseSchema.Table {
    init(json: JSONValue) throws(OVSDBError) {
        var members = try MemberReader(json, of: "the schema of a table")
        columns = [:]
        for (name, column) in try members.object("columns") {
            columns[ColumnName(name)] = try located(name) { () throws(OVSDBError) in
                try DatabaseSchema.Column(json: column)
            }
        }
        maximumRows = try members.optionalInteger("maxRows")
        isRoot = try members.optionalBoolean("isRoot") ?? false
        indexes = try members.optional("indexes").map { (json) throws(OVSDBError) in try Self.indexes(json) } ?? []
    }

    private static func indexes(_ json: JSONValue) throws(OVSDBError) -> [[ColumnName]] {
        var members = try MemberReader(["indexes": json], of: "a table")
        return try members.array("indexes") { (index) throws(OVSDBError) in
            guard let names = index.arrayValue, !names.isEmpty else {
                throw OVSDBError(.invalidNotation, "an index is a list of columns, found \(index.kind)")
            }
            return names.compactMap(\.stringValue).map(ColumnName.init(rawValue:))
        }
    }
}

extension DatabaseSchema.Column {
    init(json: JSONValue) throws(OVSDBError) {
        var members = try MemberReader(json, of: "the schema of a column")
        let type = try members.required("type")
        self.type = try located("type") { () throws(OVSDBError) in try ColumnType(json: type) }
        isEphemeral = try members.optionalBoolean("ephemeral") ?? false
        isMutable = try members.optionalBoolean("mutable") ?? true
    }
}
