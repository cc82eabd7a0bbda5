/// The value of one column in one row (`<value>`, RFC 7047 § 5.1): an atom, a set of atoms or a map.
///
/// The server writes a set of one element as the bare atom, so both are equal here; sets and maps are equal in any
/// order. What was read is written again as it was, duplicates included, for the server to judge.
///
/// ```swift
/// let row: Row = ["name": "br0", "protocols": ["OpenFlow13"], "other_config": ["datapath-id": "01"]]
/// row["other_config"]?.dictionary["datapath-id"]  // "01"
/// ```
public enum Datum: Sendable {
    /// One key and its value in a map.
    public struct Entry: Hashable, Sendable {
        public var key: Atom
        public var value: Atom

        public init(key: Atom, value: Atom) {
            self.key = key
            self.value = value
        }
    }

    case atom(Atom)
    case set([Atom])
    case map([Entry])
}

// MARK: - Building

extension Datum {
    /// The empty set: an optional column without a value.
    public static let empty = Datum.set([])

    public static func string(_ value: String) -> Datum { .atom(.string(value)) }
    public static func integer(_ value: Int64) -> Datum { .atom(.integer(value)) }
    public static func boolean(_ value: Bool) -> Datum { .atom(.boolean(value)) }

    /// A reference to a row that exists.
    public static func uuid(_ id: RowID) -> Datum { .atom(.uuid(id)) }

    /// References to rows that exist.
    public static func uuids(_ ids: some Sequence<RowID>) -> Datum { .set(ids.sorted().map(Atom.uuid)) }

    /// A reference to a row that the same transaction inserts.
    public static func row(_ name: RowName) -> Datum { .atom(.namedUUID(name)) }

    /// A set of strings, in the given order.
    public static func strings(_ values: some Sequence<String>) -> Datum { .set(values.map(Atom.string)) }

    /// A map from strings to strings, in the order of its keys.
    public static func dictionary(_ values: [String: String]) -> Datum {
        .map(values.sorted { $0.key < $1.key }.map { Entry(key: .string($0.key), value: .string($0.value)) })
    }
}

extension Datum: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .atom(.string(value)) }
    public init(integerLiteral value: Int64) { self = .atom(.integer(value)) }
    public init(floatLiteral value: Double) { self = .atom(.real(value)) }
    public init(booleanLiteral value: Bool) { self = .atom(.boolean(value)) }
    public init(arrayLiteral elements: Atom...) { self = .set(elements) }

    public init(dictionaryLiteral elements: (Atom, Atom)...) {
        self = .map(elements.map { Entry(key: $0.0, value: $0.1) })
    }
}

// MARK: - Access

extension Datum {
    /// The elements of a set, a bare atom being a set of one. Empty for a map.
    public var atoms: [Atom] {
        switch self {
        case .atom(let atom): [atom]
        case .set(let atoms): atoms
        case .map: []
        }
    }

    /// True for a set or map without elements.
    public var isEmpty: Bool {
        switch self {
        case .atom: false
        case .set(let atoms): atoms.isEmpty
        case .map(let entries): entries.isEmpty
        }
    }

    /// The only element, or nil when there is none or more than one.
    public var atom: Atom? {
        let atoms = atoms
        return atoms.count == 1 ? atoms.first : nil
    }

    /// The only element, when it is a string.
    public var string: String? {
        guard case .string(let value) = atom else { return nil }
        return value
    }

    /// The only element, when it is an integer.
    public var integer: Int64? {
        guard case .integer(let value) = atom else { return nil }
        return value
    }

    /// The only element, when it is a number; a real without fraction arrives as an integer.
    public var real: Double? {
        switch atom {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    /// The only element, when it is a boolean.
    public var boolean: Bool? {
        guard case .boolean(let value) = atom else { return nil }
        return value
    }

    /// The elements that are strings.
    public var strings: [String] {
        atoms.compactMap { if case .string(let value) = $0 { value } else { nil } }
    }

    /// The rows that are referred to.
    public var uuids: [RowID] {
        atoms.compactMap { if case .uuid(let value) = $0 { value } else { nil } }
    }

    /// The entries of a map whose keys and values are strings. Empty when this is no map.
    public var dictionary: [String: String] {
        guard case .map(let entries) = self else { return [:] }
        var result: [String: String] = [:]
        for entry in entries {
            guard case (.string(let key), .string(let value)) = (entry.key, entry.value) else { continue }
            result[key] = value
        }
        return result
    }
}
