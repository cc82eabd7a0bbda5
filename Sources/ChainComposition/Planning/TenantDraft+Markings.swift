internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// DSCP values with which packets are sent, beside tags that look like them.
extension TenantDraft {
    /// The DSCP values that packets of a subchain keep, where tags would take their place: those of every chain that
    /// passes it, or may pass it by a branch.
    func markings(of subchain: SubchainID) -> [DSCP] {
        guard carrier.overwritesMarking else { return [] }
        let chains = subchainsByID[subchain].map { tenant.chains(passing: $0) } ?? []
        return Set(chains.flatMap(\.keptMarkings)).subtracting([.bestEffort]).sorted()
    }

    /// The tags that look like values with which packets of the tenant are sent.
    ///
    /// No path gets them where tags are read on arrival: such a port may become the end of other paths, behind a box that
    /// turns out to rewrite packets, and a new packet with its own value must not be taken there for one of a path that
    /// drains.
    func tagsLikeMarkings(of carrier: AnyTagCarrier) -> [PathTag] {
        guard carrier.overwritesMarking else { return [] }
        let kept = Set(tenant.chains.flatMap(\.keptMarkings)).map { MatchField.ipDSCP($0) }
        // A DSCP value has six bits.
        return (1...min(max(carrier.capacity, 1), 63)).map { PathTag(rawValue: $0) }.filter { tag in
            carrier.matches(tag, families: AddressFamily.allCases).contains { match in
                kept.contains(where: match.fields.contains)
            }
        }
    }

    /// False where a path's tags have come to look like values with which packets are sent; it drains then.
    func hasDistinctTags(_ path: PlannedPath, _ like: [PathTag]) -> Bool {
        PathDirection.allCases.allSatisfy { direction in
            !path.readingPoints(direction).contains(where: \.isArrival)
                || !path.tags.all(direction).contains { like.contains($0.tag) }
        }
    }

    /// Draining paths go on by their tags through a box that has turned out to rewrite packets; what comes out of it
    /// with a value of its own must not look like one of theirs.
    mutating func checkMarkings(_ paths: [PlannedPath], _ ports: [PlannedPort]) {
        let ends = Dictionary(ports.filter { $0.drainingKey != nil }.map { ($0.port, $0) }) { first, _ in first }
        guard !ends.isEmpty else { return }
        for path in paths where path.state != .active {
            let like = tagsLikeMarkings(of: path.carrier)
            for direction in PathDirection.allCases {
                let read = path.readingPoints(direction).filter { $0.isArrival && ends[$0.port] != nil }
                guard let point = read.first, path.tags.all(direction).contains(where: { like.contains($0.tag) })
                else { continue }
                report(
                    .markingTaken,
                    "\(path.id), which drains, has a tag that looks like a DSCP value which chains keep, and is told by "
                        + "it at port \(point.port.port) of switch \(point.port.datapath), where packets now come out as "
                        + "they were sent; release the path once it is empty, or keep the value from then on")
            }
        }
    }
}
