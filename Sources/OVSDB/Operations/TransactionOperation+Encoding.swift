extension TransactionOperation {
    /// The operation as JSON.
    public var json: JSONValue {
        .object(members)
    }

    private var members: [String: JSONValue] {
        switch self {
        case .insert(let table, let row, let name, let id):
            var members = Self.members("insert", table)
            members["row"] = row.json
            members["uuid-name"] = name.map { .string($0.rawValue) }
            members["uuid"] = id.map { .string($0.description) }
            return members
        case .select(let table, let conditions, let columns):
            var members = Self.members("select", table, conditions)
            members["columns"] = columns.map(Self.json)
            return members
        case .update(let table, let conditions, let row):
            return Self.members("update", table, conditions).merging(["row": row.json]) { $1 }
        case .mutate(let table, let conditions, let mutations):
            let json = JSONValue.array(mutations.map(\.json))
            return Self.members("mutate", table, conditions).merging(["mutations": json]) { $1 }
        case .delete(let table, let conditions): return Self.members("delete", table, conditions)
        case .wait(let wait): return Self.members(wait)
        case .commit(let durable): return ["op": "commit", "durable": .bool(durable)]
        case .abort: return ["op": "abort"]
        case .comment(let text): return ["op": "comment", "comment": .string(text)]
        case .assert(let lock): return ["op": "assert", "lock": .string(lock.rawValue)]
        case .other(let members): return members
        }
    }

    private static func members(_ wait: Wait) -> [String: JSONValue] {
        var members = members("wait", wait.table, wait.conditions)
        members["columns"] = wait.columns.map(json)
        members["until"] = .string(wait.until.rawValue)
        members["rows"] = .array(wait.rows.map(\.json))
        members["timeout"] = wait.timeoutMilliseconds.map { .integer($0) }
        return members
    }

    private static func members(
        _ name: String, _ table: TableName, _ conditions: [Condition]? = nil
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["op": .string(name), "table": .string(table.rawValue)]
        members["where"] = conditions.map { .array($0.map(\.json)) }
        return members
    }

    private static func json(_ columns: [ColumnName]) -> JSONValue {
        .array(columns.map { .string($0.rawValue) })
    }
}
