internal import NetworkTypes
internal import ServiceChaining

/// What is known of one packet that left a box.
struct Passage {
    let sample: PacketSample
    let kind: Kind
    /// The tag with which it went in, where that is known.
    var enteredTag: PacketTag?
    /// The flow with which it went in, where it is another one.
    var enteredFlow: FiveTuple?

    enum Kind: Hashable {
        /// A flow that was seen on the other side, too; `pair` where the very packet was.
        case kept(pair: Bool)
        /// The packet went in with other fields, named as a packet from left to right has them.
        case rewritten(HeaderFields)
        /// What it carries went in, but its connection is another one.
        case reopened
        /// No trace of it on the other side.
        case outside
        /// It cannot be told from others.
        case ambiguous
    }
}
