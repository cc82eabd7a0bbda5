internal import ServiceChaining

/// The rules by which counts become a verdict, the gravest first.
struct Judgement {
    let tally: PassageTally
    let finder: PassageFinder
    let coverage: Int?

    init(_ tally: PassageTally, _ finder: PassageFinder, coverage: Int?) {
        self.tally = tally
        self.finder = finder
        self.coverage = coverage
    }

    private var settings: InferenceSettings { finder.settings }

    var verdict: (MiddleboxVerdict, Confidence?) {
        guard tally.total >= settings.minimumSamples else { return (.undecided(.tooFewSamples), nil) }
        guard tally.flows.count >= settings.minimumFlows else { return (.undecided(.tooFewFlows), nil) }
        if let level = reopens ?? loses(tally.openings) { return (.terminating, level) }
        if let level = rewrites { return (.mangling(pairedFields), level) }
        if let level = strays {
            if endsConnections { return (.terminating, level) }
            return (.mangling(RegionFields(tally, finder, coverage: coverage).fields), level)
        }
        if let level = changesTags { return (.tagChanging, level) }
        if let level = preserves { return (.preserving, level) }
        return (.undecided(isTooNew ? .tooManyNewFlows : keepsConnections ? .tooClose : .tooFewPairs), nil)
    }

    /// Packets were found on both sides, in different connections.
    private var reopens: Confidence? {
        above(tally.reopened, of: tally.comparedConnections, settings.tolerance)
    }

    /// Things were not found on the other side though they ought to be, did the box not make them anew.
    private func loses(_ search: PassageTally.Search) -> Confidence? {
        guard let coverage else { return nil }
        let unseen = Basis.one - coverage * (Basis.one - settings.tolerance) / Basis.one
        return above(search.missing, of: search.count, unseen, at: Self.sure)
    }

    private var rewrites: Confidence? { above(tally.rewritten, of: tally.pairs, settings.tolerance) }

    /// More packets than sampling explains were outside of what went in, on one side at least.
    private var strays: Confidence? { tally.strays.keys.compactMap { strays(on: $0) }.max() }

    private func strays(on side: PacketSample.Side) -> Confidence? {
        guard let strays = tally.strays[side], strays.total >= settings.minimumSamples / 2 else { return nil }
        return above(strays.count, of: strays.total, settings.tolerance + strays.expectedShare, at: Self.sure)
    }

    /// Where packets are not what went in: whether the connections are others, too.
    ///
    /// The box gives the answers itself, or the few pairs say so, or nothing of what should be found is there.
    private var endsConnections: Bool {
        if answersItself { return true }
        if tally.comparedConnections >= 3 { return tally.reopened * 2 > tally.comparedConnections }
        return loses(tally.payloads) != nil
    }

    /// True where it is the answers alone that never went in.
    private var answersItself: Bool {
        guard let onward = tally.strays[.right], strays(on: .right) == nil else { return false }
        return onward.total - onward.count >= max(settings.minimumPairs, onward.total / 5)
    }

    private var changesTags: Confidence? {
        above(tally.tags.values.reduce(0, +), of: tally.comparedTags, settings.tolerance)
    }

    /// Pairs say so whatever was missed; flows say so where most of them were seen.
    private var preserves: Confidence? {
        guard keepsConnections else { return nil }
        let changed = tally.explainedByChange
        return Confidence.highest { level in
            guard level >= settings.confidence else { return false }
            let tags = SampledShare(tally.tags.values.reduce(0, +), of: tally.comparedTags)
            guard tally.comparedTags == 0 || tags.staysBelow(settings.tolerance, at: level) else { return false }
            if tally.pairs >= settings.minimumSamples {
                return SampledShare(changed, of: tally.pairs).staysBelow(settings.tolerance, at: level)
            }
            return !isTooNew && tally.kept >= settings.minimumSamples
                && SampledShare(changed + tally.outside, of: tally.total)
                    .staysBelow(settings.tolerance + tally.expectedOutside, at: level)
        }
    }

    /// The five-tuple alone does not tell a transparent proxy from a wire: some connections must have been compared.
    private var keepsConnections: Bool {
        guard tally.hasConnections else { return true }
        let share = SampledShare(tally.reopened, of: tally.comparedConnections)
        return tally.comparedConnections >= settings.minimumPairs
            && tally.reopened * Basis.one <= settings.tolerance * tally.comparedConnections
            && share.staysBelow(Basis.one / 2, at: settings.confidence)
    }

    private var isTooNew: Bool { tally.expectedOutside > Basis.one / 2 }

    /// The fields that differ in more pairs than the tolerance allows for.
    private var pairedFields: HeaderFields {
        HeaderField.allCases.reduce(into: []) { result, field in
            let count = tally.fields.reduce(0) { $0 + ($1.key.contains(field.fields) ? $1.value : 0) }
            if count * Basis.one > tally.rewritten * settings.tolerance { result.formUnion(field.fields) }
        }
    }

    /// What is concluded from absence must be surer than what was seen.
    private static let sure = Confidence.percent99point9

    private func above(
        _ count: Int, of total: Int, _ threshold: Int, at level: Confidence = .percent90
    ) -> Confidence? {
        guard total >= settings.minimumPairs else { return nil }
        let share = SampledShare(count, of: total)
        return Confidence.highest { $0 >= max(settings.confidence, level) && share.exceeds(threshold, at: $0) }
    }
}
