/// What a column may hold (`<type>`, RFC 7047 § 3.2).
public struct ColumnType: Hashable, Sendable {
    /// The kind of an atom (`<atomic-type>`).
    public struct AtomicType: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public static let integer = AtomicType(rawValue: "integer")
        public static let real = AtomicType(rawValue: "real")
        public static let boolean = AtomicType(rawValue: "boolean")
        public static let string = AtomicType(rawValue: "string")
        public static let uuid = AtomicType(rawValue: "uuid")
    }

    /// The kind of a key or value, with its limits (`<base-type>`).
    public struct Base: Hashable, Sendable {
        public var type: AtomicType
        /// The only values allowed; nil allows all.
        public var allowed: Datum?
        /// The table that a `uuid` refers to.
        public var referredTable: TableName?
        /// Whether the reference may dangle: then the row does not live by it.
        public var isWeakReference: Bool
    }

    /// The kind of an element, or of a key when this is a map.
    public var key: Base
    /// The kind of a value; nil when this is no map.
    public var value: Base?
    /// The least number of elements, 0 or 1.
    public var minimum: Int64
    /// The greatest number of elements; nil means no limit.
    public var maximum: Int64?

    public var isMap: Bool { value != nil }
    /// Exactly one element.
    public var isScalar: Bool { !isMap && minimum == 1 && maximum == 1 }
    /// One element or none.
    public var isOptional: Bool { !isMap && minimum == 0 && maximum == 1 }
}

extension ColumnType {
    /// Reads `<type>`: the name of an atomic type, or an object.
    ///
    /// - Throws: `.invalidNotation`.
    public init(json: JSONValue) throws(OVSDBError) {
        if json.stringValue != nil {
            self.init(key: try Base(json: json), value: nil, minimum: 1, maximum: 1)
            return
        }
        var members = try MemberReader(json, of: "a type")
        let key = try members.required("key")
        let value = try members.optional("value").map { (json) throws(OVSDBError) in
            try located("value") { () throws(OVSDBError) in try Base(json: json) }
        }
        self.init(
            key: try located("key") { () throws(OVSDBError) in try Base(json: key) }, value: value,
            minimum: try members.optionalInteger("min") ?? 1, maximum: try Self.maximum(members.optional("max")))
    }

    private static func maximum(_ json: JSONValue?) throws(OVSDBError) -> Int64? {
        guard let json else { return 1 }
        guard json == "unlimited" || json.integerValue != nil else {
            throw OVSDBError(.invalidNotation, "expected an integer or \"unlimited\"", path: ["max"])
        }
        return json.integerValue
    }
}

extension ColumnType.Base {
    init(json: JSONValue) throws(OVSDBError) {
        if let name = json.stringValue {
            self.init(type: .init(rawValue: name), allowed: nil, referredTable: nil, isWeakReference: false)
            return
        }
        var members = try MemberReader(json, of: "a base type")
        self.init(
            type: .init(rawValue: try members.string("type")),
            allowed: try members.optional("enum").map { (json) throws(OVSDBError) in try Datum(json: json) },
            referredTable: try members.optionalString("refTable").map(TableName.init(rawValue:)),
            isWeakReference: try members.optionalString("refType") == "weak")
    }
}
