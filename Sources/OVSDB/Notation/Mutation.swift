/// A change to a column that depends on what the column holds (`<mutation>`, RFC 7047 § 5.1).
///
/// ```swift
/// let mutation = Mutation("ports", .insert, .row(port))
/// ```
public struct Mutation: Hashable, Sendable {
    /// What is done to the column (`<mutator>`).
    public struct Mutator: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public static let add = Mutator(rawValue: "+=")
        public static let subtract = Mutator(rawValue: "-=")
        public static let multiply = Mutator(rawValue: "*=")
        public static let divide = Mutator(rawValue: "/=")
        public static let remainder = Mutator(rawValue: "%=")
        /// Adds to a set or map. A key that a map already holds keeps its value.
        public static let insert = Mutator(rawValue: "insert")
        /// Removes from a set or map; a set of keys removes these keys from a map.
        public static let delete = Mutator(rawValue: "delete")
    }

    public var column: ColumnName
    public var mutator: Mutator
    public var value: Datum

    public init(_ column: ColumnName, _ mutator: Mutator, _ value: Datum) {
        self.column = column
        self.mutator = mutator
        self.value = value
    }

    /// Reads `<mutation>`.
    ///
    /// - Throws: `.invalidNotation`.
    public init(json: JSONValue) throws(OVSDBError) {
        let parts = try Clause(json: json, expected: "[COLUMN, MUTATOR, VALUE]")
        self.init(parts.column, Mutator(rawValue: parts.verb), parts.value)
    }

    /// The mutation as JSON.
    public var json: JSONValue {
        .array([.string(column.rawValue), .string(mutator.rawValue), value.json])
    }
}
