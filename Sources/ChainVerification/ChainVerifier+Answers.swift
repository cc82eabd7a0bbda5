public import ChainComposition
internal import HeaderSpace
public import NetworkTypes
public import OpenFlow
internal import ServiceChaining

/// What a controller of the reactive engine has put in place for one flow, as far as switches still hold it.
public struct FlowAnswer: Sendable {
    /// The flow as it began.
    public let flow: FiveTuple
    /// Where its first packet came in.
    public let port: SwitchPort
    /// The path that it was given; `nil` for a flow of no chain, whose packets are dropped.
    public let path: PathID?
    /// The exact rules, by switch.
    public var rules: [(DatapathID, FlowMod)]

    public init(flow: FiveTuple, at port: SwitchPort, path: PathID?, rules: [(DatapathID, FlowMod)]) {
        self.flow = flow
        self.port = port
        self.path = path
        self.rules = rules
    }

    /// Takes away what a controller deletes, as a switch does it (OpenFlow 1.3.5 § 6.4).
    public mutating func delete(_ deletions: [(DatapathID, FlowMod)]) {
        rules.removeAll { datapath, rule in
            deletions.contains { place, deletion in
                deletion.command == .delete && place == datapath
                    && (deletion.table == .all || deletion.table == rule.table)
                    && (rule.cookie.rawValue ^ deletion.cookie.rawValue) & deletion.cookieMask == 0
                    && deletion.match.fields.allSatisfy(rule.match.fields.contains)
            }
        }
    }
}

extension ChainVerifier {
    /// Proves that the rules for one flow lead it as they should, in both directions and without another question.
    ///
    /// A flow whose path the plan has goes along it. One whose path is gone, or that had none, is a new flow of the
    /// policy: rules that were left behind must not stand in its way.
    ///
    /// ```swift
    /// let answer = FlowAnswer(flow: flow, at: port, path: path, rules: rules)     // what is about to be sent
    /// guard verifier.verify(answer).isProved else { … }
    /// ```
    ///
    /// - Returns: refuted with the flow and its walk where it is led elsewhere; proved as well where nothing of a
    ///   tenant is attached to the port by now.
    public func verify(_ answer: FlowAnswer) -> VerificationResult {
        guard let tenant = surroundings[answer.port]?.tenant else { return .proved(VerificationStatistics()) }
        var prover = prover(NetworkMoment(network), surroundings, plan)
        prover.exactRules = Prover.rules(answer.rules)
        let outcome = outcome(of: answer, tenant, prover)
        if let counterexample = outcome.counterexample { return .refuted([counterexample]) }
        if let undecided = outcome.undecided { return .undecided([undecided]) }
        var statistics = VerificationStatistics()
        statistics.lookups = outcome.record.lookups
        return .proved(statistics)
    }

    private func outcome(of answer: FlowAnswer, _ tenant: TenantID, _ prover: Prover) -> CheckOutcome {
        for case .path(let check) in checks[tenant] ?? []
        where check.mark == answer.path?.mark(.forward) && check.family == answer.flow.source.family {
            return prover.outcome(
                of: check, for: check.head == answer.port ? answer.flow : answer.flow.reversed)
        }
        let header = ConcreteHeader(answer.flow)
        for case .entry(let check) in checks[tenant] ?? [] where check.port == answer.port {
            guard check.flows.contains(header), !check.excluded.contains(where: { $0.contains(header) }) else {
                continue
            }
            return prover.outcome(of: check.narrowed(to: answer.flow))
        }
        return CheckOutcome()
    }
}

extension EntryCheck {
    /// The same for one flow of the class.
    fileprivate func narrowed(to flow: FiveTuple) -> EntryCheck {
        EntryCheck(
            tenant: tenant, port: port, flows: TernaryCube(flow), excluded: [], itineraries: itineraries,
            mayBeDropped: mayBeDropped)
    }
}
