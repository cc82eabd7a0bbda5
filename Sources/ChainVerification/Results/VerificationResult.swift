public import ChainComposition
public import NetworkTypes

/// What came of a proof.
public enum VerificationResult: Hashable, Sendable {
    /// Everything holds.
    case proved(VerificationStatistics)
    /// These packets say otherwise; one for each check that failed, at most sixteen.
    case refuted([Counterexample])
    /// A packet may meet something whose meaning is not known here; nothing else was found wrong.
    case undecided([Undecided])

    public var isProved: Bool { if case .proved = self { true } else { false } }

    public var counterexamples: [Counterexample] { if case .refuted(let found) = self { found } else { [] } }
}

/// A rule whose meaning is not known here.
public struct Undecided: Hashable, Sendable, CustomStringConvertible {
    public let datapath: DatapathID
    public let rule: RuleKey?
    public let reason: String

    public var description: String {
        let place = rule.map { "table \($0.table), priority \($0.priority), \($0.matchText): " } ?? ""
        return "switch \(datapath): \(place)\(reason)"
    }
}

/// How much was looked at.
public struct VerificationStatistics: Hashable, Sendable {
    /// Classes of new flows, followed from where they enter to their end and back.
    public internal(set) var entries = 0
    /// Instance paths, followed as known flows take them.
    public internal(set) var paths = 0
    /// Ports from which packets of every kind were sent.
    public internal(set) var ports = 0
    /// Look-ups of sets of packets.
    public internal(set) var lookups = 0
    public internal(set) var rules = 0
    /// Rules that packets of tenants cannot hit because others cover them: classes under others of higher priority.
    public internal(set) var shadowedRules = 0
}
