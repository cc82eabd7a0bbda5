public import NetworkTypes
public import ServiceChaining

/// What a verdict rests on: counts of packets that left the box, and examples.
public struct MiddleboxEvidence: Hashable, Sendable {
    /// Packets that left the box and were looked at, repetitions and surplus ones of a flow left out.
    public let samples: Int
    /// Flows that they belong to.
    public let flows: Int
    /// Packets of flows that were seen on the other side with the same five-tuple.
    public let unchanged: Int
    /// Packets that were seen on the other side with other fields.
    public let rewritten: Int
    /// Packets whose connection is another one than on the other side.
    public let reopened: Int
    /// Packets without a trace on the other side.
    public let unexplained: Int
    /// The share of such packets that sampling alone explains, in 1/10,000.
    public let expectedUnexplained: Int
    /// Packets that ought to be found on the other side, by what they carry or how their connection begins, and how
    /// many of them are not.
    public let missing: SampledShare
    /// Which fields differ, and how often; as a packet from left to right has them.
    public let fields: [HeaderFields: Int]
    public let tagChanges: [TagChange: Int]
    /// A few packets that were changed.
    public let examples: [Example]

    public struct Example: Hashable, Sendable {
        /// How it went in; `nil` where that was not seen.
        public let entered: FiveTuple?
        /// How it came out.
        public let left: FiveTuple
        public let side: PacketSample.Side
        /// True where the connection is another one, too.
        public let reopened: Bool
    }

    init(_ tally: PassageTally) {
        samples = tally.total
        flows = tally.flows.count
        unchanged = tally.kept
        rewritten = tally.rewritten
        reopened = tally.reopened
        unexplained = tally.outside
        expectedUnexplained = tally.expectedOutside
        missing = SampledShare(
            tally.openings.missing + tally.payloads.missing, of: tally.openings.count + tally.payloads.count)
        fields = tally.fields
        tagChanges = tally.tags
        examples = tally.examples.map {
            Example(
                entered: $0.enteredFlow, left: $0.sample.flow, side: $0.sample.side, reopened: $0.kind == .reopened)
        }
    }
}

/// A tag with which packets went in, and the one with which they came out.
public struct TagChange: Hashable, Sendable {
    public let from: PacketTag
    public let to: PacketTag

    public init(from: PacketTag, to: PacketTag) {
        self.from = from
        self.to = to
    }
}

extension MiddleboxEvidence: CustomStringConvertible {
    public var description: String {
        let example = examples.first.map { ", such as \($0.entered.map { "\($0) as " } ?? "")\($0.left)" } ?? ""
        return "of \(samples) packets of \(flows) flows \(unchanged) unchanged, \(rewritten) rewritten, "
            + "\(reopened) of other connections, \(unexplained) unexplained\(example)"
    }
}
