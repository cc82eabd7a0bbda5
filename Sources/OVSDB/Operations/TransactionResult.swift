/// The server's answer to a transaction (RFC 7047 § 4.1.3).
///
/// ```swift
/// let result = try await client.transact(transaction)
/// if let failure = result.failure { print("refused: \(failure)") }
/// ```
public struct TransactionResult: Hashable, Sendable {
    /// One result per operation, in order; a failed commit adds one more at the end.
    public var results: [OperationResult]
    private var identifiers: [RowName: RowID] = [:]

    /// Reads the result array and ties it to the operations that were sent.
    ///
    /// - Throws: `.invalidNotation` when the JSON is no result array or is too short for the operations.
    public init(json: JSONValue, operations: [TransactionOperation]) throws(OVSDBError) {
        var reader = try MemberReader(["result": json], of: "a response")
        results = try reader.array("result") { (json) throws(OVSDBError) in try OperationResult(json: json) }
        guard results.count >= operations.count || failure != nil else {
            throw OVSDBError(.invalidNotation, "\(operations.count) operations but only \(results.count) results")
        }
        for (operation, result) in zip(operations, results) {
            guard case .insert(_, _, let name?, _) = operation, case .inserted(let id) = result else { continue }
            identifiers[name] = id
        }
    }

    /// True when the transaction was committed.
    public var isCommitted: Bool { failure == nil }

    /// The first refusal, or nil when the transaction was committed.
    public var failure: OperationFailure? {
        for case .failed(let failure) in results { return failure }
        return nil
    }

    /// The position of the operation that was refused; the number of operations when the commit was.
    public var failureIndex: Int? {
        results.firstIndex { if case .failed = $0 { true } else { false } }
    }

    /// The identifier of the row that was inserted under a name.
    public subscript(name: RowName) -> RowID? { identifiers[name] }

    /// The rows of all `select` operations, in order.
    public var rows: [Row] {
        results.flatMap { if case .rows(let rows) = $0 { rows } else { [Row]() } }
    }
}
