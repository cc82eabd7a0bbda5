internal import ServiceChaining

/// Tells what a box does to packets from samples of what goes in and what comes out (Stratos § 4.1, option 2, which
/// gives no algorithm).
///
/// ```swift
/// let finding = HeaderInference().judge(window)
/// if case .mangling(let fields) = finding.verdict { print(fields.names, finding.evidence) }
/// ```
///
/// Each packet that left is looked for on the other side: by its five-tuple, by what it carries, by the initial
/// sequence number of its connection. Sampling misses packets; how many flows it misses is estimated from how many
/// were seen once only, and more than that counts as a sign only beyond the tolerance. Drops, reordering, one-way
/// traffic and packets that were sent again say nothing.
///
/// What it cannot tell: a box that gives connections other sequence numbers but keeps them otherwise, as some firewalls
/// do, looks like a transparent proxy and is found to terminate, which is safe.
public struct HeaderInference: Hashable, Sendable {
    public var settings: InferenceSettings

    public init(_ settings: InferenceSettings = InferenceSettings()) { self.settings = settings }

    /// - Complexity: linear in the number of samples.
    public func judge(_ window: SampleWindow) -> MiddleboxFinding {
        let finder = PassageFinder(window, settings)
        let tally = PassageTally(window, finder)
        let judgement = Judgement(tally, finder, coverage: window.coverage)
        let (verdict, confidence) = judgement.verdict
        return MiddleboxFinding(verdict: verdict, confidence: confidence, evidence: MiddleboxEvidence(tally))
    }

    /// Judges by flow records alone.
    ///
    /// Counts do not tell a new connection from a rewritten one, unless more comes out than went in.
    public func judge(_ records: [FlowRecord]) -> MiddleboxFinding { judge(SampleWindow(records: records)) }
}
