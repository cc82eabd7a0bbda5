internal import ServiceChaining

/// Which fields a box rewrites where packets were not found on the other side: those of which values leave that never
/// went in.
struct RegionFields {
    /// As a packet from left to right has them; all that may be where none is certain.
    let fields: HeaderFields

    init(_ tally: PassageTally, _ finder: PassageFinder, coverage: Int?) {
        var certain: HeaderFields = []
        var possible: HeaderFields = []
        for (side, strays) in tally.strays {
            guard let novelty = finder.view(opposite: side)?.novelty, strays.total > 0 else { continue }
            for field in HeaderField.allCases {
                let new = strays.flows.count { !novelty.knows(field.value($0), of: field) }
                let expected = (Basis.one - (coverage ?? 0)) * novelty.share(of: field) / Basis.one
                let share = SampledShare(new, of: strays.total)
                let named = field.fields.forward(leaving: side)
                if share.exceeds(finder.settings.tolerance + expected, at: .percent99point9) {
                    certain.formUnion(named)
                } else if expected > Basis.one / 2 || new * 2 > strays.total {
                    possible.formUnion(named)
                }
            }
        }
        fields = certain.isEmpty ? (possible.isEmpty ? .all : possible) : certain
    }
}
