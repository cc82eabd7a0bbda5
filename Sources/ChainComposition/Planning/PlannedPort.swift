public import NetworkTypes
public import ServiceChaining

/// A port that the rules of a plan deliver to or take from.
public struct PlannedPort: Hashable, Sendable {
    public let port: SwitchPort
    public let owner: Owner
    /// Identifies the port within the whole network: the tunnel key under which switches send to it.
    public let key: VirtualPortKey
    /// Where delivered packets are addressed; `nil` leaves the address as it is.
    public let mac: MACAddress?
    public let role: Role
    /// True for the port of a box that has no other: packets come back from it in both directions.
    public let isOneArmed: Bool
    /// Under which paths still lead through the port by their tags, after the box behind it has turned out to rewrite
    /// packets; `nil` for every other port.
    public let drainingKey: VirtualPortKey?

    /// Every key under which packets come to the port.
    public var keys: [VirtualPortKey] { [key] + (drainingKey.map { [$0] } ?? []) }

    public enum Owner: Hashable, Sendable {
        case endpoint(EndpointID)
        case left(InstanceID)
        /// The right side, and the only port of a box that has one.
        case right(InstanceID)
    }

    public enum Role: Hashable, Sendable {
        /// Between the ends of subchains: packets are told apart by their tag alone.
        case interior
        /// An end of subchains: packets are told apart by their connection, tracked in a zone of the port's own.
        case edge(zone: ConntrackZone)
        /// The only port of a box that rewrites packets: both the end of one subchain and the start of the next, with a
        /// zone for each.
        case turn(left: ConntrackZone, right: ConntrackZone)
        /// A side of a box that must not see tags: they come off in front of it and are put on again behind it, where
        /// packets are told apart by their connection, tracked in a zone of the box's own (RFC 7665 § 4.6).
        case proxied(zone: ConntrackZone)
        /// Gets copies, and nothing that comes from it is let in.
        case tap
    }

    /// The zone in which packets that come from the port are looked up first; `nil` where nobody tracks them.
    public var zone: ConntrackZone? {
        switch role {
        case .edge(let zone), .turn(let zone, _), .proxied(let zone): zone
        case .interior, .tap: nil
        }
    }

    /// The zone that must know of a packet which arrives here, at the end of a direction or in front of a box.
    public func zone(arriving direction: PathDirection) -> ConntrackZone? {
        if case .turn(_, let right) = role, direction == .reverse { return right }
        return zone
    }

    /// Every zone that belongs to the port.
    var zones: [ConntrackZone] {
        if case .turn(let left, let right) = role { [left, right] } else { zone.map { [$0] } ?? [] }
    }
}

/// The tunnel key of a port, 1...2²⁴−1 so that it fits a VXLAN network identifier (RFC 7348 § 5).
public struct VirtualPortKey: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static func < (a: VirtualPortKey, b: VirtualPortKey) -> Bool { a.rawValue < b.rawValue }

    static let maximum: UInt32 = 0xFF_FFFF
}

/// A conntrack zone of one switch, 1...65535; zone 0 is left to others.
public struct ConntrackZone: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static func < (a: ConntrackZone, b: ConntrackZone) -> Bool { a.rawValue < b.rawValue }
}
