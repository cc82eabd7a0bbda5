internal import NetworkTypes
public import OpenFlow

/// A meter: what it lets through is counted by buckets that fill as time passes (OpenFlow 1.3.5 § 5.7).
public struct EmulatedMeter: Sendable {
    public let flags: MeterMod.Flags
    public let bands: [MeterBand]
    public private(set) var packetCount: UInt64 = 0
    public private(set) var droppedCount: UInt64 = 0
    /// What each band still admits, in thousandths of packets or kilobits.
    private var buckets: [UInt64]
    private var filledAt: Duration

    init(_ change: MeterMod, at now: Duration) {
        flags = change.flags
        bands = change.bands
        buckets = bands.map { Self.size($0) }
        filledAt = now
    }

    /// As Open vSwitch's userspace data path does, a band without a size of bursts takes a second's worth at once.
    private static func size(_ band: MeterBand) -> UInt64 {
        UInt64(band.burst == 0 ? band.rate : band.burst) * 1000
    }

    /// False where the packet is beyond the rate of a band that drops.
    mutating func admits(byteCount: Int, at now: Duration) -> Bool {
        fill(at: now)
        packetCount &+= 1
        let cost = flags.contains(.packetsPerSecond) ? 1000 : UInt64(max(0, byteCount)) * 8
        var isAdmitted = true
        for index in bands.indices {
            if buckets[index] >= cost {
                buckets[index] -= cost
            } else if bands[index].kind == .drop {
                isAdmitted = false
            }
        }
        droppedCount &+= isAdmitted ? 0 : 1
        return isAdmitted
    }

    /// In whole milliseconds, as Open vSwitch counts.
    private mutating func fill(at now: Duration) {
        let passed = (now - filledAt).components
        let milliseconds =
            UInt64(max(0, min(passed.seconds, 1_000_000))) * 1000
            + UInt64(max(0, passed.attoseconds / 1_000_000_000_000_000))
        guard milliseconds > 0 else { return }
        filledAt += .milliseconds(Int64(milliseconds))
        for (index, band) in bands.enumerated() {
            buckets[index] = min(Self.size(band), buckets[index] + UInt64(band.rate) * milliseconds)
        }
    }
}

/// The meters of a switch.
public struct MeterTable: Sendable {
    public private(set) var meters: [MeterID: EmulatedMeter] = [:]

    public init() {}

    public subscript(meter: MeterID) -> EmulatedMeter? { meters[meter] }

    /// Carries a change out; answers the meters that went.
    mutating func apply(_ change: MeterMod, at now: Duration) throws(Refusal) -> [MeterID] {
        switch change.command {
        case .add, .modify:
            let exists = meters[change.meter] != nil
            guard change.meter.rawValue > 0, change.meter <= .maximum else { throw Refusal(.meterInvalid) }
            if change.command == .add, exists { throw Refusal(.meterExists) }
            if change.command == .modify, !exists { throw Refusal(.meterUnknown) }
            guard change.bands.allSatisfy({ $0.kind == .drop }) else { throw Refusal(.meterBadBand) }
            meters[change.meter] = EmulatedMeter(change, at: now)
            return []
        case .delete:
            let gone = change.meter == .all ? meters.keys.sorted() : meters[change.meter] == nil ? [] : [change.meter]
            for meter in gone { meters[meter] = nil }
            return gone
        default: throw Refusal(.meterBadCommand)
        }
    }

    /// False where the meter is there and drops the packet.
    mutating func admits(_ meter: MeterID, byteCount: Int, at now: Duration) -> Bool {
        meters[meter]?.admits(byteCount: byteCount, at: now) ?? true
    }
}

extension ErrorCode {
    static let meterExists = ErrorCode(.meterModFailed, 1)
    static let meterInvalid = ErrorCode(.meterModFailed, 2)
    static let meterUnknown = ErrorCode(.meterModFailed, 3)
    static let meterBadCommand = ErrorCode(.meterModFailed, 4)
    static let meterBadBand = ErrorCode(.meterModFailed, 8)
}
