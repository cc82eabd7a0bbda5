/// A closed range of transport ports, `80` or `8000-8099`.
public struct PortRange: Hashable, Sendable, Comparable {
    public let lowerBound: TransportPort
    public let upperBound: TransportPort

    public init(_ range: ClosedRange<TransportPort>) {
        lowerBound = range.lowerBound
        upperBound = range.upperBound
    }

    public init(_ port: TransportPort) {
        lowerBound = port
        upperBound = port
    }

    public static let all = PortRange(0...65535)

    public func contains(_ port: TransportPort) -> Bool { (lowerBound...upperBound).contains(port) }

    public func overlaps(_ other: PortRange) -> Bool {
        lowerBound <= other.upperBound && other.lowerBound <= upperBound
    }

    public static func < (a: PortRange, b: PortRange) -> Bool {
        (a.lowerBound, a.upperBound) < (b.lowerBound, b.upperBound)
    }

    /// The fewest value/mask pairs that together match exactly this range, in ascending order.
    ///
    /// A switch matches ports by mask, so a range of n ports costs at most 30 rules; `1024-65535` costs 6.
    ///
    /// - Complexity: O(16).
    public var maskedValues: [MaskedPort] {
        var result: [MaskedPort] = []
        var start = UInt32(lowerBound.rawValue)
        let end = UInt32(upperBound.rawValue)
        while start <= end {
            var size: UInt32 = start == 0 ? 65536 : start & (~start &+ 1)
            while start + size - 1 > end { size /= 2 }
            result.append(
                MaskedPort(
                    value: UInt16(truncatingIfNeeded: start), mask: UInt16(truncatingIfNeeded: 0x1_0000 - size)))
            start += size
        }
        return result
    }
}

extension PortRange: LosslessStringConvertible {
    /// Reads `port` or `low-high` with low ≤ high; `nil` on anything else.
    public init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false).map {
            TransportPort(String($0))
        }
        guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1], first <= last
        else { return nil }
        self.init(first...last)
    }

    public var description: String {
        lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)"
    }
}

/// A port match by mask: a port p matches where `p & mask == value`.
public struct MaskedPort: Hashable, Sendable {
    public let value: UInt16
    public let mask: UInt16

    public init(value: UInt16, mask: UInt16) {
        self.value = value & mask
        self.mask = mask
    }
}
