public import OpenFlow

/// An error message of a switch, with what it answers (OpenFlow 1.3.5 § 7.4.4).
public struct SwitchError: Hashable, Sendable, CustomStringConvertible {
    /// Its `description` has names, such as `BAD_MATCH/BAD_PREREQ`.
    public var code: ErrorCode
    /// The message that it answers.
    public var transaction: TransactionID
    /// The type of that message, as far as the switch quotes it.
    public var refused: MessageType?

    public init(_ error: ErrorMessage, transaction: TransactionID) {
        code = error.code
        self.transaction = transaction
        refused = error.data.count >= MessageHeader.byteCount ? MessageType(rawValue: error.data[1]) : nil
    }

    public var description: String { "\(code)" + (refused.map { " for \($0)" } ?? "") }
}
