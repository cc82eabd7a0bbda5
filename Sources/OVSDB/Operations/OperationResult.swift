/// What the server answered to one operation of a transaction (RFC 7047 § 4.1.3 and § 5.2).
///
/// "The answer is no" is a value here, ``failed(_:)``, and not a thrown error.
public enum OperationResult: Hashable, Sendable {
    /// The identifier of the row that an `insert` made.
    case inserted(RowID)
    /// The rows that a `select` found.
    case rows([Row])
    /// The number of rows that an `update`, `mutate` or `delete` found.
    case count(Int64)
    /// The operation succeeded and has nothing to tell.
    case done
    /// The operation failed, and the transaction with it.
    case failed(OperationFailure)
    /// An earlier operation failed, so this one was not tried.
    case notAttempted

    /// Reads one element of the result array.
    ///
    /// - Throws: `.invalidNotation`.
    public init(json: JSONValue) throws(OVSDBError) {
        guard json != .null else {
            self = .notAttempted
            return
        }
        guard case .object(let members) = json else {
            throw OVSDBError(.invalidNotation, "a result is an object or null, found \(json.kind)")
        }
        if members["error"] != nil, members["error"] != .null {
            self = .failed(try OperationFailure(json: json))
        } else if let rows = members["rows"] {
            self = .rows(try Self.rows(rows))
        } else if let count = members["count"]?.integerValue {
            self = .count(count)
        } else if let uuid = members["uuid"] {
            self = .inserted(try Self.id(uuid))
        } else {
            self = .done
        }
    }

    private static func rows(_ json: JSONValue) throws(OVSDBError) -> [Row] {
        var members = try MemberReader(["rows": json], of: "a result")
        return try members.array("rows") { (json) throws(OVSDBError) in try Row(json: json) }
    }

    private static func id(_ json: JSONValue) throws(OVSDBError) -> RowID {
        guard case .uuid(let id) = try Atom(json: json) else {
            throw OVSDBError(.invalidNotation, "expected [\"uuid\", TEXT]", path: ["uuid"])
        }
        return id
    }
}
