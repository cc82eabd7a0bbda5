/// Operations that the server carries out all together or not at all, collected before anything is sent.
///
/// An inserted row gets a name inside the transaction, so that a row and its parent can be made at once. That is
/// needed where a table is not a root table: a row that nothing refers to vanishes at the commit
/// (RFC 7047 § 3.2, `isRoot`).
///
/// ```swift
/// var transaction = Transaction(on: .openVSwitch)
/// let interface = transaction.insert(into: .interface, ["name": "eth1"])
/// let port = transaction.insert(into: .port, ["name": "eth1", "interfaces": .row(interface)])
/// transaction.mutate(.bridge, where: [Condition("name", .equal, "br0")], [Mutation("ports", .insert, .row(port))])
/// ```
public struct Transaction: Hashable, Sendable {
    public let database: DatabaseName
    /// The operations so far, in the order in which the server will run them.
    public private(set) var operations: [TransactionOperation] = []
    private var nextRowNumber = 0

    public init(on database: DatabaseName) {
        self.database = database
    }

    /// True when there is nothing to send.
    public var isEmpty: Bool { operations.isEmpty }

    /// Adds any operation.
    public mutating func append(_ operation: TransactionOperation) {
        operations.append(operation)
    }

    /// Adds a row and returns the name by which later operations refer to it.
    @discardableResult
    public mutating func insert(into table: TableName, _ row: Row) -> RowName {
        let name = RowName("row\(nextRowNumber)")
        nextRowNumber += 1
        append(.insert(into: table, row: row, name: name))
        return name
    }

    /// Reads rows as they are at this point of the transaction; nil columns mean all.
    public mutating func select(
        from table: TableName, where conditions: [Condition] = [], columns: [ColumnName]? = nil
    ) {
        append(.select(from: table, where: conditions, columns: columns))
    }

    /// Overwrites columns of the rows that meet the conditions.
    public mutating func update(_ table: TableName, where conditions: [Condition], _ row: Row) {
        append(.update(table, where: conditions, row: row))
    }

    /// Changes columns in place in the rows that meet the conditions.
    public mutating func mutate(_ table: TableName, where conditions: [Condition], _ mutations: [Mutation]) {
        append(.mutate(table, where: conditions, mutations: mutations))
    }

    /// Removes the rows that meet the conditions.
    public mutating func delete(from table: TableName, where conditions: [Condition]) {
        append(.delete(from: table, where: conditions))
    }

    /// Fails the transaction with `timed out` unless the rows that meet the conditions are exactly `rows`.
    ///
    /// - Parameter timeoutMilliseconds: How long the server may wait for that; 0 decides at once.
    public mutating func require(
        _ table: TableName, where conditions: [Condition], columns: [ColumnName], equal rows: [Row],
        timeoutMilliseconds: Int64 = 0
    ) {
        append(
            .wait(
                TransactionOperation.Wait(
                    table: table, conditions: conditions, columns: columns, until: .equal, rows: rows,
                    timeoutMilliseconds: timeoutMilliseconds)))
    }

    /// The rows that this transaction inserts into a table.
    public func insertedRows(into table: TableName) -> [(name: RowName?, row: Row)] {
        operations.compactMap { operation in
            guard case .insert(table, let row, let name, _) = operation else { return nil }
            return (name, row)
        }
    }
}

// MARK: - JSON

extension Transaction {
    /// Reads the `params` of a `transact` request: the database and then the operations.
    ///
    /// - Throws: `.invalidNotation`; the path holds the index of the operation, counted from 0.
    public init(parameters: [JSONValue]) throws(OVSDBError) {
        guard let name = parameters.first?.stringValue else {
            throw OVSDBError(.invalidNotation, "the first parameter of transact is the name of the database")
        }
        self.init(on: DatabaseName(name))
        for (index, json) in parameters.dropFirst().enumerated() {
            append(try located("operation[\(index)]") { () throws(OVSDBError) in try TransactionOperation(json: json) })
        }
    }

    /// The `params` of the `transact` request.
    public var parameters: [JSONValue] {
        [.string(database.rawValue)] + operations.map(\.json)
    }
}
