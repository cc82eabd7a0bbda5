internal import ServiceChaining

/// Which fields a box rewrites, from packets that were not found on the other side: those whose values never went in.
struct RegionFields {
    /// As a packet from left to right has them; all that may be where none is certain.
    let fields: HeaderFields

    init(_ strangers: [Passage], _ finder: PassageFinder, coverage: Int?) {
        var certain: HeaderFields = []
        var possible: HeaderFields = []
        for side in PacketSample.Side.allCases {
            guard let novelty = finder.view(opposite: side)?.novelty else { continue }
            let flows = strangers.filter { $0.sample.side == side }.map(\.sample.flow)
            for field in HeaderField.allCases where !flows.isEmpty {
                let new = flows.count { !novelty.knows(field.value($0), of: field) }
                let expected = (Basis.one - (coverage ?? 0)) * novelty.share(of: field) / Basis.one
                let share = SampledShare(new, of: flows.count)
                let named = field.fields.forward(leaving: side)
                if share.exceeds(finder.settings.tolerance + expected, at: finder.settings.confidence) {
                    certain.formUnion(named)
                } else if expected > Basis.one / 2 || new > 0 {
                    possible.formUnion(named)
                }
            }
        }
        fields = certain.isEmpty ? (possible.isEmpty ? .all : possible) : certain
    }
}
