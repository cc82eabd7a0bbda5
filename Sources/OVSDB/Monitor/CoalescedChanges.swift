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
