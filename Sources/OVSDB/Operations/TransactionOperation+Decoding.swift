extension TransactionOperation {
    /// Reads an operation. One whose name is unknown becomes ``other(_:)``.
    ///
    /// - Throws: `.invalidNotation` when a member is missing, malformed or too many; the path names it.
    public init(json: JSONValue) throws(OVSDBError) {
        var members = try MemberReader(json, of: "an operation")
        let name = try members.string("op")
        self = try located(name) { () throws(OVSDBError) in try Self.read(name, &members) }
    }

    private static func read(
        _ name: String, _ members: inout MemberReader
    ) throws(OVSDBError) -> TransactionOperation {
        let operation: TransactionOperation
        switch name {
        case "insert": operation = try readInsert(&members)
        case "select":
            operation = .select(
                from: try members.table(), where: try members.conditions(), columns: try members.columns())
        case "update":
            operation = .update(try members.table(), where: try members.conditions(), row: try members.row())
        case "mutate":
            let (table, conditions) = (try members.table(), try members.conditions())
            operation = .mutate(table, where: conditions, mutations: try members.mutations())
        case "delete": operation = .delete(from: try members.table(), where: try members.conditions())
        case "wait": operation = .wait(try readWait(&members))
        case "commit": operation = .commit(durable: try members.boolean("durable"))
        case "abort": operation = .abort
        case "comment": operation = .comment(try members.string("comment"))
        case "assert": operation = .assert(LockName(try members.string("lock")))
        default: return .other(members.all)
        }
        try members.finish()
        return operation
    }

    private static func readInsert(_ members: inout MemberReader) throws(OVSDBError) -> TransactionOperation {
        let name = try members.optionalString("uuid-name").map(RowName.init(rawValue:))
        var id: RowID?
        if let text = try members.optionalString("uuid") {
            id = RowID(text)
            if id == nil { throw OVSDBError(.invalidNotation, "\"\(text)\" is no UUID", path: ["uuid"]) }
        }
        return .insert(into: try members.table(), row: try members.row(), name: name, id: id)
    }

    private static func readWait(_ members: inout MemberReader) throws(OVSDBError) -> Wait {
        Wait(
            table: try members.table(), conditions: try members.conditions(), columns: try members.columns(),
            until: Expectation(rawValue: try members.string("until")), rows: try members.rows(),
            timeoutMilliseconds: try members.optionalInteger("timeout"))
    }
}

extension MemberReader {
    fileprivate mutating func table() throws(OVSDBError) -> TableName {
        TableName(try string("table"))
    }

    fileprivate mutating func conditions() throws(OVSDBError) -> [Condition] {
        try array("where") { (json) throws(OVSDBError) in try Condition(json: json) }
    }

    fileprivate mutating func mutations() throws(OVSDBError) -> [Mutation] {
        try array("mutations") { (json) throws(OVSDBError) in try Mutation(json: json) }
    }

    fileprivate mutating func rows() throws(OVSDBError) -> [Row] {
        try array("rows") { (json) throws(OVSDBError) in try Row(json: json) }
    }

    fileprivate mutating func row() throws(OVSDBError) -> Row {
        let json = try required("row")
        return try located("row") { () throws(OVSDBError) in try Row(json: json) }
    }
}
