/// Columns of one row with their values (`<row>`, RFC 7047 § 5.1): all of them or those that matter.
///
/// ```swift
/// let row: Row = ["name": "eth1", "type": "internal"]
/// ```
public struct Row: Hashable, Sendable {
    public var columns: [ColumnName: Datum]

    public init(_ columns: [ColumnName: Datum] = [:]) {
        self.columns = columns
    }

    /// The value of a column, or nil when the row does not hold that column.
    public subscript(column: ColumnName) -> Datum? {
        get { columns[column] }
        set { columns[column] = newValue }
    }

    /// The row's identifier, when the column `_uuid` was asked for.
    public var id: RowID? { columns[.uuid]?.uuids.first }
}

extension Row: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (ColumnName, Datum)...) {
        columns = Dictionary(elements, uniquingKeysWith: { _, last in last })
    }
}

extension Row {
    /// Reads `<row>`.
    ///
    /// - Throws: `.invalidNotation`; the path names the column.
    public init(json: JSONValue) throws(OVSDBError) {
        guard case .object(let members) = json else {
            throw OVSDBError(.invalidNotation, "a row is an object, found \(json.kind)")
        }
        columns = [:]
        columns.reserveCapacity(members.count)
        for (name, value) in members {
            columns[ColumnName(name)] = try located(name) { () throws(OVSDBError) in try Datum(json: value) }
        }
    }

    /// The row as JSON.
    public var json: JSONValue {
        .object(Dictionary(uniqueKeysWithValues: columns.map { ($0.key.rawValue, $0.value.json) }))
    }
}

extension Row: CustomStringConvertible {
    public var description: String { json.description }
}
