/// A TCP, UDP or SCTP port.
public struct TransportPort: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public init(integerLiteral value: UInt16) {
        rawValue = value
    }

    public static func < (a: TransportPort, b: TransportPort) -> Bool { a.rawValue < b.rawValue }
}

extension TransportPort: LosslessStringConvertible {
    public init?(_ description: String) {
        guard let number = UInt16(decimalDigits: description) else { return nil }
        self.init(rawValue: number)
    }

    public var description: String { String(rawValue) }
}
