public import NetworkTypes
public import ServiceChaining

/// One particular instance for each function of a subchain, and where the path starts (Stratos § 4.1).
public struct InstancePath: Hashable, Sendable {
    public let head: Head
    /// One for each clone of the subchain, the one that ends it included.
    public let instances: [InstanceID]

    public init(head: Head, instances: [InstanceID]) {
        self.head = head
        self.instances = instances
    }

    public enum Head: Hashable, Sendable {
        case endpoint(EndpointID)
        case instance(InstanceID)
    }
}

/// The number of a path, never used again for another one.
public struct PathID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static func < (a: PathID, b: PathID) -> Bool { a.rawValue < b.rawValue }
    public var description: String { "path \(rawValue)" }

    /// The mark of packets that go this way: never zero, and different for every path and direction.
    ///
    /// A connection's mark in a port's conntrack zone says how packets from that port go. Because the number is
    /// never used again, a mark that outlives its path can lead nowhere else.
    public func mark(_ direction: PathDirection) -> UInt32 {
        rawValue &* 2 | (direction == .forward ? 0 : 1)
    }

    /// The path and direction of a mark.
    public static func of(mark: UInt32) -> (path: PathID, direction: PathDirection) {
        (PathID(rawValue: mark / 2), mark & 1 == 0 ? .forward : .reverse)
    }
}

public enum PathDirection: Hashable, Sendable, CaseIterable {
    case forward, reverse

    public var opposite: PathDirection { self == .forward ? .reverse : .forward }
}

/// One step of a path: from the port by which a packet comes to the port by which it goes on.
public struct Hop: Hashable, Sendable {
    public let from: SwitchPort
    public let to: SwitchPort
    /// The ports of taps that get a copy of each packet on the way, in order.
    public let copies: [SwitchPort]

    public init(from: SwitchPort, to: SwitchPort, copies: [SwitchPort] = []) {
        self.from = from
        self.to = to
        self.copies = copies
    }

    public var crossesSwitches: Bool { from.datapath != to.datapath }
}
