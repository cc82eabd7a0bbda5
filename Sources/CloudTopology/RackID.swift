/// A rack of machines under one top-of-rack switch: its position, from 0, among the racks of a cloud.
public struct RackID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    public init(_ index: Int) {
        self.init(rawValue: index)
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    public var description: String { "\(rawValue)" }
}

/// Two racks in the order in which traffic goes from one to the other.
public struct RackPair: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let from: RackID
    public let to: RackID

    public init(from: RackID, to: RackID) {
        self.from = from
        self.to = to
    }

    public static func < (a: Self, b: Self) -> Bool { (a.from, a.to) < (b.from, b.to) }
    public var description: String { "\(from)>\(to)" }
}
