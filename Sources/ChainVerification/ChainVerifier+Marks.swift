internal import ChainComposition

extension ChainVerifier {
    /// Notes what the trackers at a tenant's ports may hold.
    mutating func addMarks(of tenant: TenantPlan) {
        for known in tenant.knownMarks {
            let before = Set(marks[known.zone] ?? [])
            marks[known.zone, default: []] += known.marks.filter { !before.contains($0) }
        }
    }

    mutating func removeMarks(of tenant: TenantPlan) {
        for known in tenant.knownMarks { marks[known.zone] = nil }
    }

    /// Notes what walks have left in trackers that was not to be expected there.
    ///
    /// - Returns: the zones concerned.
    mutating func addMarks(left record: WalkRecord) -> Set<ZoneKey> {
        var zones: Set<ZoneKey> = []
        for entry in record.marks where entry.mark != 0 && marks[entry.zone]?.contains(entry.mark) != true {
            marks[entry.zone, default: []].append(entry.mark)
            zones.insert(entry.zone)
        }
        return zones
    }
}
