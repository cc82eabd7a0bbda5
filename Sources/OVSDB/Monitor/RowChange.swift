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

/// Changes that were not looked at yet, at most one per row.
///
/// A reader that is slower than the database gets fewer, larger steps: an insertion followed by a modification is one
/// insertion, an insertion followed by a deletion is nothing. So what waits is never larger than the database.
public struct CoalescedChanges: Hashable, Sendable {
    private struct Key: Hashable, Comparable {
        var table: TableName
        var id: RowID

        static func < (left: Key, right: Key) -> Bool {
            (left.table, left.id) < (right.table, right.id)
        }
    }

    private var changes: [Key: RowChange] = [:]

    public init() {}

    public var isEmpty: Bool { changes.isEmpty }

    /// Adds changes that happened after those already here.
    public mutating func append(_ newer: some Sequence<RowChange>) {
        for change in newer {
            let key = Key(table: change.table, id: change.id)
            let old = changes[key].map(\.old) ?? change.old
            changes[key] = RowChange.between(old, change.new, table: change.table, id: change.id)
        }
    }

    /// Hands out the changes, ordered by table and row, and forgets them.
    public mutating func takeAll() -> [RowChange] {
        let result = changes.sorted { $0.key < $1.key }.map(\.value)
        changes = [:]
        return result
    }
}
