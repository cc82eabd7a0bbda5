/// Nicira's `learn` action: adds or changes a rule of this very switch, made from the packet at hand
/// (ovs-actions(7), "The learn action").
///
/// ```swift
/// // Replies of a flow go back where its first packet came from, as long as packets come.
/// LearnAction(
///     table: 10, idleTimeout: 60,
///     [
///         .match(Subfield(.ethernetType), 0x0800),
///         .match(Subfield(.ipv4Source), from: Subfield(.ipv4Destination)),
///         .output(Subfield(.inPort)),
///     ])
/// ```
///
/// What it learns is seen by later packets, and by this one behind the next `ct`.
public struct LearnAction: Hashable, Sendable {
    public var table: TableID
    /// Seconds without a packet after which the learned rule goes; 0 for never.
    public var idleTimeout: UInt16
    /// Seconds after the rule was last learned after which it goes; 0 for never.
    public var hardTimeout: UInt16
    public var priority: UInt16
    public var cookie: Cookie
    public var flags: Flags
    /// The time-outs that a TCP segment with FIN or RST shortens the rule's own to; 0 leaves them alone.
    public var finIdleTimeout: UInt16
    public var finHardTimeout: UInt16
    /// How many rules with this cookie the table may hold; 0 for any number.
    public var limit: UInt32
    /// A bit that becomes 1 where the rule is there now, and 0 where the limit forbade it.
    public var result: Subfield?
    public var specifications: [Specification]

    public init(
        table: TableID, idleTimeout: UInt16 = 0, hardTimeout: UInt16 = 0, priority: UInt16 = 0x8000, cookie: Cookie = 0,
        flags: Flags = [], finIdleTimeout: UInt16 = 0, finHardTimeout: UInt16 = 0, limit: UInt32 = 0,
        result: Subfield? = nil, _ specifications: [Specification]
    ) {
        self.table = table
        self.idleTimeout = idleTimeout
        self.hardTimeout = hardTimeout
        self.priority = priority
        self.cookie = cookie
        self.flags = flags
        self.finIdleTimeout = finIdleTimeout
        self.finHardTimeout = finHardTimeout
        self.limit = limit
        self.result = result
        self.specifications = specifications
    }

    /// `NX_LEARN_F_*`.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let sendFlowRemoved = Flags(rawValue: 1 << 0)
        /// The learned rules go with the last rule that would have learned them.
        public static let deleteLearned = Flags(rawValue: 1 << 1)
    }

    /// One part of the rule to learn: where its bits come from, and what becomes of them.
    public struct Specification: Hashable, Sendable {
        public var source: Source
        public var destination: Destination

        public init(_ source: Source, _ destination: Destination) {
            self.source = source
            self.destination = destination
        }

        public enum Source: Hashable, Sendable {
            /// Bits of the packet that teaches.
            case field(Subfield)
            /// The same bits every time.
            case immediate(UInt128)
        }

        public enum Destination: Hashable, Sendable {
            /// The learned rule matches packets with these bits.
            case match(Subfield)
            /// The learned rule writes these bits.
            case load(Subfield)
            /// The learned rule outputs to the port of this number; the source must be a field.
            case output
        }
    }
}

extension LearnAction.Specification {
    /// Bits of the field match a constant.
    public static func match(_ target: Subfield, _ value: UInt128) -> Self { Self(.immediate(value), .match(target)) }

    /// Bits of a field match what the packet has in a field, which may be another.
    public static func match(_ target: Subfield, from source: Subfield) -> Self { Self(.field(source), .match(target)) }

    /// A constant is written into a field.
    public static func load(_ value: UInt128, _ target: Subfield) -> Self { Self(.immediate(value), .load(target)) }

    /// What the packet has in a field is written into a field.
    public static func load(from source: Subfield, _ target: Subfield) -> Self { Self(.field(source), .load(target)) }

    /// Packets go out by the port whose number the packet has in a field.
    public static func output(_ source: Subfield) -> Self { Self(.field(source), .output) }

    /// How many bits it is about; `nil` where source and destination disagree, or where a constant is put out.
    public var width: UInt8? {
        switch (source, destination) {
        case (.field(let from), .match(let target)), (.field(let from), .load(let target)):
            from.width == target.width ? from.width : nil
        case (.field(let from), .output): from.width
        case (.immediate(let value), .match(let target)), (.immediate(let value), .load(let target)):
            target.width >= 128 || value >> UInt128(target.width) == 0 ? target.width : nil
        case (.immediate, .output): nil
        }
    }
}
