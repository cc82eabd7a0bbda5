/// What a rule matches: a conjunction of fields (OpenFlow 1.3.5 § 7.2.3).
///
/// ```swift
/// let match: Match = [.inPort(3), .ethernetType(.ipv4), .ipDSCP(tag)]
/// ```
///
/// Order is kept for the wire, where prerequisites must come first, but does not count for equality.
/// A field with an all-zero mask matches everything and is dropped when a match is made canonical.
public struct Match: Sendable, ExpressibleByArrayLiteral {
    public var fields: [MatchField]
    /// Fields of classes or numbers that are not known here, kept for a round trip.
    public var unknown: [RawOXM]
    /// Before which field each unknown one stood on the wire, so that it comes back there; does not count for equality.
    var unknownPositions: [Int] = []

    public init(_ fields: [MatchField] = [], unknown: [RawOXM] = []) {
        self.fields = fields
        self.unknown = unknown
    }

    public init(arrayLiteral elements: MatchField...) {
        self.init(elements)
    }

    /// Matches every packet.
    public static let any = Match([])

    /// The first entry for a field.
    public subscript(field: OXMField) -> MatchField? {
        fields.first { $0.field == field }
    }

    /// The same match in one fixed order, without fields that match everything.
    public var canonical: Match {
        Match(
            fields.filter { $0.mask != 0 }.sorted { $0.field < $1.field },
            unknown: unknown.sorted { ($0.header, $0.payload.count) < ($1.header, $1.payload.count) })
    }
}

extension Match: Hashable {
    public static func == (a: Match, b: Match) -> Bool {
        let (a, b) = (a.canonical, b.canonical)
        return a.fields == b.fields && a.unknown == b.unknown
    }

    public func hash(into hasher: inout Hasher) {
        let canonical = canonical
        hasher.combine(canonical.fields)
        hasher.combine(canonical.unknown)
    }
}

/// An OXM entry as it stood on the wire, for a class or field that this target does not know.
public struct RawOXM: Hashable, Sendable {
    /// Class, field, mask bit and length, as in OpenFlow 1.3.5 § 7.2.3.2.
    public let header: UInt32
    /// The experimenter number included, for class 0xFFFF.
    public let payload: [UInt8]

    public init(header: UInt32, payload: [UInt8]) {
        self.header = header
        self.payload = payload
    }
}
