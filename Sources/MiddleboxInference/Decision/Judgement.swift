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
        if let level = reopens ?? loses { return (.terminating, level) }
        if let level = rewrites { return (.mangling(pairedFields), level) }
        if let level = strays {
            return (.mangling(RegionFields(tally.strangers, finder, coverage: coverage).fields), level)
        }
        if let level = changesTags { return (.tagChanging, level) }
        if let level = preserves { return (.preserving, level) }
        return (.undecided(isTooNew ? .tooManyNewFlows : .tooClose), nil)
    }

    /// Packets were found on both sides, in different connections.
    private var reopens: Confidence? {
        above(tally.reopened, of: tally.comparedConnections, settings.tolerance)
    }

    /// New connections and what they carry were not found on the other side, though they ought to be.
    private var loses: Confidence? {
        guard let coverage else { return nil }
        let unseen = Basis.one - coverage * (Basis.one - settings.tolerance) / Basis.one
        return above(tally.missing, of: tally.identified, unseen)
    }

    private var rewrites: Confidence? { above(tally.rewritten, of: tally.pairs, settings.tolerance) }

    /// More packets than sampling explains were outside of what went in.
    private var strays: Confidence? {
        above(tally.outside, of: tally.total, settings.tolerance + tally.expectedOutside)
    }

    private var changesTags: Confidence? {
        above(tally.tags.values.reduce(0, +), of: tally.comparedTags, settings.tolerance)
    }

    /// Pairs say so whatever was missed; flows say so where most of them were seen.
    private var preserves: Confidence? {
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

    private var isTooNew: Bool { tally.expectedOutside > Basis.one / 2 }

    /// The fields that differ in more pairs than the tolerance allows for.
    private var pairedFields: HeaderFields {
        HeaderField.allCases.reduce(into: []) { result, field in
            let count = tally.fields.reduce(0) { $0 + ($1.key.contains(field.fields) ? $1.value : 0) }
            if count * Basis.one > tally.rewritten * settings.tolerance { result.formUnion(field.fields) }
        }
    }

    private func above(_ count: Int, of total: Int, _ threshold: Int) -> Confidence? {
        guard total >= settings.minimumPairs else { return nil }
        let share = SampledShare(count, of: total)
        return Confidence.highest { $0 >= settings.confidence && share.exceeds(threshold, at: $0) }
    }
}
