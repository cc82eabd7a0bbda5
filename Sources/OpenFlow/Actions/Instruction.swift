/// What a rule does in the pipeline (OpenFlow 1.3.5 § 7.2.4).
public enum Instruction: Hashable, Sendable {
    case gotoTable(TableID)
    case writeMetadata(UInt64, mask: UInt64)
    case writeActions([Action])
    case applyActions([Action])
    case clearActions
    case meter(UInt32)
    /// An instruction of a type that is not known here: everything behind type and length.
    case unknown(type: UInt16, body: [UInt8])
}
