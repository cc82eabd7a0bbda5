/// The number of a meter (OpenFlow 1.3.5 § 7.3.4.4).
public struct MeterID: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral,
    CustomStringConvertible
{
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt32) { rawValue = value }

    /// The largest number that a meter may have (`OFPM_MAX`).
    public static let maximum: MeterID = 0xFFFF_0000
    /// `OFPM_ALL`: every meter, in a delete.
    public static let all: MeterID = 0xFFFF_FFFF

    public static func < (a: MeterID, b: MeterID) -> Bool { a.rawValue < b.rawValue }
    public var description: String { String(rawValue) }
}

/// A change to the table of meters (OpenFlow 1.3.5 § 7.3.4.4).
///
/// ```swift
/// // Ten packets a second, and fifty at once after a pause.
/// MeterMod(.add, 7, flags: [.packetsPerSecond, .burst], bands: [MeterBand(rate: 10, burst: 50)])
/// ```
public struct MeterMod: Hashable, Sendable {
    public var command: Command
    public var meter: MeterID
    public var flags: Flags
    public var bands: [MeterBand]

    public init(_ command: Command, _ meter: MeterID, flags: Flags = [], bands: [MeterBand] = []) {
        self.command = command
        self.meter = meter
        self.flags = flags
        self.bands = bands
    }

    /// `OFPMC_*`.
    public struct Command: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let add = Command(rawValue: 0)
        public static let modify = Command(rawValue: 1)
        public static let delete = Command(rawValue: 2)
    }

    /// `OFPMF_*`: what rates count.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let kilobitsPerSecond = Flags(rawValue: 1 << 0)
        public static let packetsPerSecond = Flags(rawValue: 1 << 1)
        /// The sizes of bursts count, too.
        public static let burst = Flags(rawValue: 1 << 2)
        public static let statistics = Flags(rawValue: 1 << 3)
    }
}

/// What becomes of packets beyond a rate (OpenFlow 1.3.5 § 7.3.4.4).
public struct MeterBand: Hashable, Sendable {
    public var kind: Kind
    /// Packets or kilobits a second.
    public var rate: UInt32
    /// Packets or kilobits at once.
    public var burst: UInt32

    public init(_ kind: Kind = .drop, rate: UInt32, burst: UInt32 = 0) {
        self.kind = kind
        self.rate = rate
        self.burst = burst
    }

    public enum Kind: Hashable, Sendable {
        case drop
        /// The drop precedence in the DSCP (RFC 2597) goes up by so much.
        case remark(precedence: UInt8)
        /// A type that is not known here: everything behind rate and burst.
        case unknown(type: UInt16, body: [UInt8])
    }
}
