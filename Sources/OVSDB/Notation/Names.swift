/// A name in the database, wrapped so that a table cannot be passed where a column is meant.
public protocol OVSDBName: RawRepresentable<String>, Hashable, Comparable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    init(rawValue: String)
}

extension OVSDBName {
    public init(_ name: String) { self.init(rawValue: name) }
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    public var description: String { rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The name of a database, for example `Open_vSwitch`.
public struct DatabaseName: OVSDBName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a table, for example `Bridge`.
public struct TableName: OVSDBName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a column, for example `datapath_type`.
public struct ColumnName: OVSDBName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The row's own identifier, present in every table (RFC 7047 § 3.2).
    public static let uuid = ColumnName("_uuid")
    /// The identifier of the row's present content; it changes whenever the row changes.
    public static let version = ColumnName("_version")
}

/// The name that a row inserted by a transaction has inside that transaction (`<id>`, RFC 7047 § 3.1).
public struct RowName: OVSDBName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a lock (RFC 7047 § 4.1.8).
public struct LockName: OVSDBName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
