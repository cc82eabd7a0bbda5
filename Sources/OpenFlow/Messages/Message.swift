/// One OpenFlow message: its transaction and what it says (OpenFlow 1.3.5 § 7).
public struct Message: Hashable, Sendable {
    public var transaction: TransactionID
    public var body: Body

    public init(_ transaction: TransactionID, _ body: Body) {
        self.transaction = transaction
        self.body = body
    }

    /// What a message says, by type.
    public enum Body: Hashable, Sendable {
        case echoRequest([UInt8])
        case echoReply([UInt8])
        case packetIn(PacketIn)
        case flowRemoved(FlowRemoved)
        case packetOut(PacketOut)
        case flowMod(FlowMod)
        case groupMod(GroupMod)
        case barrierRequest
        case barrierReply
    }
}
