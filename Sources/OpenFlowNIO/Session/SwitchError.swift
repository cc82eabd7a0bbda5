public import OpenFlow

/// An error message of a switch, in words (OpenFlow 1.3.5 § 7.4.4).
public struct SwitchError: Hashable, Sendable {
    /// `OFPET_*` as a number.
    public var type: UInt16
    /// The code within the type, as a number.
    public var code: UInt16
    /// Names of both, such as `BAD_MATCH/BAD_PREREQ`.
    public var name: String
    /// The message that it answers.
    public var transaction: TransactionID
    /// What that message was, such as “flow mod”, as far as the switch quotes it.
    public var asked: String
}
