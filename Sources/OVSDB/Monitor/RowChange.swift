/// A difference between two states of a ``Replica``, with whole rows on both sides.
public struct RowChange: Hashable, Sendable {
    /// What happened to the row.
    public enum Kind: Hashable, Sendable {
        case inserted(Row)
        case modified(old: Row, new: Row)
        case deleted(Row)
    }

    public var table: TableName
    public var id: RowID
    public var kind: Kind

    public init(table: TableName, id: RowID, kind: Kind) {
        self.table = table
        self.id = id
        self.kind = kind
    }

    /// The row before, nil when it was inserted.
    public var old: Row? {
        switch kind {
        case .inserted: nil
        case .modified(let old, _), .deleted(let old): old
        }
    }

    /// The row after, nil when it was deleted.
    public var new: Row? {
        switch kind {
        case .inserted(let new), .modified(_, let new): new
        case .deleted: nil
        }
    }

    /// The change from `old` to `new`, or nil when there is none.
    static func between(_ old: Row?, _ new: Row?, table: TableName, id: RowID) -> RowChange? {
        switch (old, new) {
        case (nil, let new?): RowChange(table: table, id: id, kind: .inserted(new))
        case (let old?, nil): RowChange(table: table, id: id, kind: .deleted(old))
        case (let old?, let new?) where old != new: RowChange(table: table, id: id, kind: .modified(old: old, new: new))
        default: nil
        }
    }
}
