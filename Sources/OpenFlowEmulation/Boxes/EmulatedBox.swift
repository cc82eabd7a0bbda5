/// A middlebox as a value: packets go in at one side and come out, perhaps rewritten, at one side or both.
///
/// ```swift
/// struct Tap: EmulatedBox {
///     mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
///         .emit(packet, on: side.opposite)
///     }
/// }
/// ```
public protocol EmulatedBox: Sendable {
    /// Takes a packet that arrives on a side; `now` is the network's clock.
    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction
}

/// The two ports of a middlebox; chains run from left to right, their replies from right to left.
public enum BoxSide: Hashable, Sendable, CaseIterable {
    case left, right

    public var opposite: BoxSide { self == .left ? .right : .left }
}

/// What a box does with a packet.
public struct BoxReaction: Hashable, Sendable {
    public var emissions: [Emission]
    /// Why nothing comes out; `nil` where something does.
    public var dropReason: String?

    public init(_ emissions: [Emission], dropReason: String? = nil) {
        self.emissions = emissions
        self.dropReason = dropReason
    }

    public struct Emission: Hashable, Sendable {
        public var packet: Packet
        public var side: BoxSide

        public init(_ packet: Packet, on side: BoxSide) {
            self.packet = packet
            self.side = side
        }
    }

    public static func emit(_ packet: Packet, on side: BoxSide) -> BoxReaction {
        BoxReaction([Emission(packet, on: side)])
    }

    public static func drop(_ reason: String) -> BoxReaction {
        BoxReaction([], dropReason: reason)
    }
}
