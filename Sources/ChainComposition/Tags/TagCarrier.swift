public import NetworkTypes
public import OpenFlow
public import ServiceChaining

/// What packets carry so that switches know their path, and how it gets there (Stratos § 4.2, "tags").
///
/// Dynamic parts of the composition ask for numbers only; a carrier says what a number looks like on a packet. The
/// built-in ones are in ``BuiltInCarrier``; write your own for a field that your boxes keep:
///
/// ```swift
/// struct FlowLabelCarrier: TagCarrier { … }
/// let composer = ChainComposer(carrier: FlowLabelCarrier())
/// ```
public protocol TagCarrier: Hashable, Sendable {
    /// How people call it: `DSCP`.
    var name: String { get }

    /// The tags are 1...capacity.
    var capacity: UInt32 { get }

    /// What the built-in name of the encapsulation is, so that boxes can say that they understand it; `nil` for none.
    var encapsulation: TagEncapsulation? { get }

    /// Which boxes let packets keep the tag although they know nothing of it.
    var survival: TagSurvival { get }

    /// True where a tag takes the place of the packet's DSCP value (RFC 2474).
    var overwritesMarking: Bool { get }

    /// True where a switch has to look a packet up again before it sees the headers behind a tag that it took off.
    var hidesHeaders: Bool { get }

    /// The options of tunnels that switches must know as fields before they can take rules with this carrier's tags; the
    /// tunnels must be of a kind that has options.
    var tunnelOptions: [TunnelOptionMapping] { get }

    /// The matches by which packets of these families with this tag are known, without the port.
    func matches(_ tag: PathTag, families: [AddressFamily]) -> [TagMatch]

    /// Puts the tag on a packet that has none.
    func attach(_ tag: PathTag, to family: AddressFamily) -> [Action]

    /// Takes a tag off.
    ///
    /// - Parameters:
    ///   - family: what the packet is without it; `nil` where the match does not say so.
    ///   - marking: the DSCP value that the packet is to have, where the tag has taken its place.
    func detach(from family: AddressFamily?, restoring marking: DSCP) -> [Action]
}

extension TagCarrier {
    public var encapsulation: TagEncapsulation? { nil }
    public var overwritesMarking: Bool { false }
    public var hidesHeaders: Bool { false }
    public var tunnelOptions: [TunnelOptionMapping] { [] }
}

/// The number that stands for a path and a direction wherever it is read; never 0.
public struct PathTag: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static func < (a: PathTag, b: PathTag) -> Bool { a.rawValue < b.rawValue }
    public var description: String { "\(rawValue)" }
}

/// Which boxes let packets keep a tag although they know nothing of it.
public enum TagSurvival: String, Hashable, Sendable, CaseIterable {
    /// All that keep the IP header.
    case everyBox
    /// Those that pass frames on as they are; one that routes starts a new frame.
    case bridges
    /// None: packets must reach a box without the tag.
    case nowhere
}

/// One way to recognise packets with a tag.
public struct TagMatch: Hashable, Sendable {
    /// Prerequisites included.
    public var fields: [MatchField]
    /// What the packet is without the tag; `nil` where the fields do not say so.
    public var family: AddressFamily?

    public init(_ fields: [MatchField], family: AddressFamily?) {
        self.fields = fields
        self.family = family
    }
}
