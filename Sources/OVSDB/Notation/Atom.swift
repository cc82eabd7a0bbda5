/// One scalar value of a column (`<atom>`, RFC 7047 § 5.1).
///
/// On the wire a real number without fraction looks like an integer, so an atom read without a schema may be
/// `.integer` where the column is real.
public enum Atom: Sendable {
    case string(String)
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
    /// A row that exists.
    case uuid(RowID)
    /// A row that the same transaction inserts under this name.
    case namedUUID(RowName)
}

extension Atom: Hashable {
    /// Strings are compared byte by byte, as the server does, and not by Unicode equivalence as `String` does.
    public static func == (left: Atom, right: Atom) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.integer(let a), .integer(let b)): a == b
        case (.real(let a), .real(let b)): a == b
        case (.boolean(let a), .boolean(let b)): a == b
        case (.uuid(let a), .uuid(let b)): a == b
        case (.namedUUID(let a), .namedUUID(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        switch self {
        case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
        case .integer(let value): hasher.combine(value)
        case .real(let value): hasher.combine(value)
        case .boolean(let value): hasher.combine(value)
        case .uuid(let value): hasher.combine(value)
        case .namedUUID(let value): hasher.combine(value)
        }
    }
}

extension Atom: Comparable {
    /// A total order by kind and then value, to print sets always in the same order.
    public static func < (left: Atom, right: Atom) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.integer(let a), .integer(let b)): a < b
        case (.real(let a), .real(let b)): a < b
        case (.boolean(let a), .boolean(let b)): !a && b
        case (.uuid(let a), .uuid(let b)): a < b
        case (.namedUUID(let a), .namedUUID(let b)): a < b
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .integer: 0
        case .real: 1
        case .boolean: 2
        case .string: 3
        case .uuid: 4
        case .namedUUID: 5
        }
    }
}

// MARK: - JSON

extension Atom {
    /// Reads an atom.
    ///
    /// - Throws: `.invalidNotation` when the JSON is no atom.
    public init(json: JSONValue) throws(OVSDBError) {
        switch json {
        case .string(let value): self = .string(value)
        case .integer(let value): self = .integer(value)
        case .real(let value): self = .real(value)
        case .bool(let value): self = .boolean(value)
        case .array(let elements): self = try Self.reference(elements)
        case .null, .object:
            throw OVSDBError(.invalidNotation, "\(json.kind) is no value; write a string, number, boolean or uuid")
        }
    }

    private static func reference(_ elements: [JSONValue]) throws(OVSDBError) -> Atom {
        guard elements.count == 2, let tag = elements.first?.stringValue, let text = elements.last?.stringValue else {
            throw OVSDBError(.invalidNotation, "expected [\"uuid\", TEXT] or [\"named-uuid\", NAME]")
        }
        switch tag {
        case "uuid":
            guard let id = RowID(text) else {
                throw OVSDBError(.invalidNotation, "\"\(text)\" is no UUID")
            }
            return .uuid(id)
        case "named-uuid":
            return .namedUUID(RowName(text))
        default:
            throw OVSDBError(.invalidNotation, "\"\(tag)\" is unknown here; expected \"uuid\" or \"named-uuid\"")
        }
    }

    /// The atom as JSON.
    public var json: JSONValue {
        switch self {
        case .string(let value): .string(value)
        case .integer(let value): .integer(value)
        case .real(let value): .real(value)
        case .boolean(let value): .bool(value)
        case .uuid(let id): .array([.string("uuid"), .string(id.description)])
        case .namedUUID(let name): .array([.string("named-uuid"), .string(name.rawValue)])
        }
    }
}

// MARK: - Literals

extension Atom: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
