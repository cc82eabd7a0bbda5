internal import OpenFlow

/// Encoded messages that wait until the channel can be written to, in the order in which they were given.
struct Outgoing {
    /// The transaction of the first message; names it when it is called back.
    let transaction: TransactionID
    let bytes: [UInt8]
    /// Just before the bytes are written; they are not where it says false, which must have told its caller why.
    let willWrite: () -> Bool
    /// Instead of writing.
    let failed: (OpenFlowSessionError) -> Void
}
