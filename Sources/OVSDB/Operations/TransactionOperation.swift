/// One step of a transaction (`<operation>`, RFC 7047 § 5.2).
///
/// Building operations and sending them are apart: an operation is a value that a test can compare and that
/// ``Transaction`` collects.
public enum TransactionOperation: Hashable, Sendable {
    /// What a `wait` compares the selected rows with.
    public struct Expectation: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public static let equal = Expectation(rawValue: "==")
        public static let notEqual = Expectation(rawValue: "!=")
    }

    /// The parts of a `wait`.
    public struct Wait: Hashable, Sendable {
        public var table: TableName
        public var conditions: [Condition]
        /// The columns that are compared; nil compares all of them.
        public var columns: [ColumnName]?
        public var until: Expectation
        public var rows: [Row]
        /// How long to wait, in milliseconds: 0 fails at once, nil waits as long as it takes.
        public var timeoutMilliseconds: Int64?

        public init(
            table: TableName, conditions: [Condition], columns: [ColumnName]?, until: Expectation, rows: [Row],
            timeoutMilliseconds: Int64?
        ) {
            self.table = table
            self.conditions = conditions
            self.columns = columns
            self.until = until
            self.rows = rows
            self.timeoutMilliseconds = timeoutMilliseconds
        }
    }

    /// Adds a row (§ 5.2.1). `id` chooses its identifier, which Open vSwitch allows; nil lets the server choose.
    case insert(into: TableName, row: Row, name: RowName?, id: RowID? = nil)
    /// Reads rows (§ 5.2.2); nil columns mean all.
    case select(from: TableName, where: [Condition], columns: [ColumnName]?)
    /// Overwrites columns (§ 5.2.3).
    case update(TableName, where: [Condition], row: Row)
    /// Changes columns in place (§ 5.2.4).
    case mutate(TableName, where: [Condition], mutations: [Mutation])
    /// Removes rows (§ 5.2.5).
    case delete(from: TableName, where: [Condition])
    /// Continues when the rows are as given, and fails the transaction otherwise (§ 5.2.6).
    case wait(Wait)
    /// Commits; when durable, only once the change is on disk (§ 5.2.7).
    case commit(durable: Bool)
    /// Undoes the transaction (§ 5.2.8).
    case abort
    /// Text for the server's log (§ 5.2.9).
    case comment(String)
    /// Fails unless this client holds the lock (§ 5.2.10).
    case assert(LockName)
    /// An operation that this version does not know, kept as it came.
    case other([String: JSONValue])
}

extension TransactionOperation {
    /// The table that the operation works on, if any.
    public var table: TableName? {
        switch self {
        case .insert(let table, _, _, _), .select(let table, _, _), .update(let table, _, _),
            .mutate(let table, _, _), .delete(let table, _):
            table
        case .wait(let wait): wait.table
        case .commit, .abort, .comment, .assert, .other: nil
        }
    }
}
