/// The 64-bit identifier of an OpenFlow switch (OpenFlow 1.3.5 § 7.3.1).
public struct DatapathID: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    public init(integerLiteral value: UInt64) {
        rawValue = value
    }

    public static func < (a: DatapathID, b: DatapathID) -> Bool { a.rawValue < b.rawValue }
}

extension DatapathID: LosslessStringConvertible {
    /// Reads decimal digits, `0x` and hexadecimal digits, or exactly 16 hexadecimal digits as Open vSwitch prints them.
    public init?(_ description: String) {
        let value: UInt64?
        if description.hasPrefix("0x") {
            value = UInt64(hexadecimalDigits: description.dropFirst(2))
        } else if description.utf8.count == 16 {
            value = UInt64(hexadecimalDigits: description)
        } else {
            value = UInt64(decimalDigits: description)
        }
        guard let value else { return nil }
        self.init(rawValue: value)
    }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The number of a switch port (OpenFlow 1.3.5 § 7.2.1); reserved numbers are named by the `OpenFlow` target.
public struct PortNumber: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public init(integerLiteral value: UInt32) {
        rawValue = value
    }

    public static func < (a: PortNumber, b: PortNumber) -> Bool { a.rawValue < b.rawValue }
}

extension PortNumber: LosslessStringConvertible {
    public init?(_ description: String) {
        guard let number = UInt32(decimalDigits: description) else { return nil }
        self.init(rawValue: number)
    }

    public var description: String { String(rawValue) }
}

/// A port of a particular switch: where an endpoint or one side of a middlebox instance is attached.
public struct SwitchPort: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let datapath: DatapathID
    public let port: PortNumber

    public init(_ datapath: DatapathID, _ port: PortNumber) {
        self.datapath = datapath
        self.port = port
    }

    public static func < (a: SwitchPort, b: SwitchPort) -> Bool { (a.datapath, a.port) < (b.datapath, b.port) }

    public var description: String { "\(datapath)/\(port)" }
}
