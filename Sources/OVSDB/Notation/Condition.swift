/// A test on a row (`<condition>`, RFC 7047 § 5.1). A list of conditions holds when all of them hold; the empty list
/// holds for every row.
///
/// ```swift
/// let condition = Condition("name", .equal, "br0")
/// ```
public enum Condition: Hashable, Sendable {
    /// How a column is compared (`<function>`).
    public struct Function: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public static let less = Function(rawValue: "<")
        public static let lessOrEqual = Function(rawValue: "<=")
        public static let equal = Function(rawValue: "==")
        public static let notEqual = Function(rawValue: "!=")
        public static let greaterOrEqual = Function(rawValue: ">=")
        public static let greater = Function(rawValue: ">")
        public static let includes = Function(rawValue: "includes")
        public static let excludes = Function(rawValue: "excludes")
    }

    case compare(ColumnName, Function, Datum)
    /// Holds for every row or for none (an extension of Open vSwitch, `ovsdb-server(7)`).
    case constant(Bool)

    public init(_ column: ColumnName, _ function: Function, _ value: Datum) {
        self = .compare(column, function, value)
    }

    /// Holds for the row with this identifier.
    public static func row(_ id: RowID) -> Condition {
        .compare(.uuid, .equal, .uuid(id))
    }
}

extension Condition {
    /// Reads `<condition>`.
    ///
    /// - Throws: `.invalidNotation`.
    public init(json: JSONValue) throws(OVSDBError) {
        if case .bool(let value) = json {
            self = .constant(value)
            return
        }
        let parts = try Clause(json: json, expected: "[COLUMN, FUNCTION, VALUE]")
        self = .compare(parts.column, Function(rawValue: parts.verb), parts.value)
    }

    /// The condition as JSON.
    public var json: JSONValue {
        switch self {
        case .compare(let column, let function, let value):
            .array([.string(column.rawValue), .string(function.rawValue), value.json])
        case .constant(let value): .bool(value)
        }
    }
}

/// The form that conditions and mutations share on the wire: column, verb, value.
struct Clause {
    var column: ColumnName
    var verb: String
    var value: Datum

    init(json: JSONValue, expected: String) throws(OVSDBError) {
        guard let parts = json.arrayValue, parts.count == 3, let column = parts[0].stringValue,
            let verb = parts[1].stringValue
        else {
            throw OVSDBError(.invalidNotation, "expected \(expected), found \(json.kind)")
        }
        self.column = ColumnName(column)
        self.verb = verb
        value = try located(column) { () throws(OVSDBError) in try Datum(json: parts[2]) }
    }
}
