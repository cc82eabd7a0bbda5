internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension TenantDraft {
    /// What carries the tags of new paths.
    var carrier: AnyTagCarrier { composer.carrier ?? AnyTagCarrier(BuiltInCarrier(tenant.tags)) }

    /// The ports on the way to which packets come, and from which they go, without the tag of a carrier.
    func proxied(_ hops: PlannedPath.Hops, by carrier: AnyTagCarrier) -> Set<SwitchPort> {
        // Both sides of a box, also where replies go straight back and leave it by neither.
        let inside = [hops.forward, hops.reverse].flatMap { $0.dropFirst().map(\.from) + $0.dropLast().map(\.to) }
        return Set(
            inside.filter { port in
                attachments.box(at: port).map { !carrier.isKept(by: $0.function, isRouted: $0.isRouted) } ?? false
            })
    }

    /// Tags for new paths, each free wherever it is read; `nil` where there are not enough, which is reported.
    ///
    /// Values of paths that go now are not handed out again in the same step: their rules are deleted last.
    mutating func tags(for wanted: [WantedPath], beside before: [PlannedPath]) -> [PlannedPath.Tags]? {
        var colouring = PathColouring(capacity: carrier.capacity)
        for path in before where path.carrier == carrier {
            for direction in PathDirection.allCases {
                let points = path.readingPoints(direction)
                for (tag, _) in path.tags.all(direction) { colouring.occupy(tag, at: points) }
            }
        }
        let needs = wanted.map { TagNeeds($0, markings(of: $0.subchain), proxied($0.hops, by: carrier)) }
        let arrivals = Set(needs.flatMap(\.directions).joined()).filter(\.isArrival)
        for tag in tagsLikeMarkings(of: carrier) { colouring.occupy(tag, at: Array(arrivals)) }
        guard let tags = colouring.assign(needs.flatMap(\.directions)) else {
            reportExhaustion(of: colouring, needs.flatMap(\.directions))
            return nil
        }
        var rest = tags[...]
        return needs.map { $0.take(from: &rest) }
    }

    private mutating func reportExhaustion(of colouring: PathColouring, _ directions: [[ReadingPoint]]) {
        guard let worst = colouring.mostNeeded(by: directions) else { return }
        let others = TagEncapsulation.allCases.map(BuiltInCarrier.init)
            .filter { $0.capacity > carrier.capacity && Int($0.capacity) >= worst.needed }
            .map { "\($0.name) (\($0.capacity))" }
        report(
            .tagsExhausted,
            "port \(worst.point.port.port) of switch \(worst.point.port.datapath) would have to tell \(worst.needed) "
                + "tags apart, \(colouring.count(at: worst.point)) of them in use, and the \(carrier.name) carrier has "
                + "\(carrier.capacity) values; use fewer instances or paths, wait until draining paths are empty"
                + (others.isEmpty
                    ? "" : ", or move the tenant to a carrier with more: \(others.joined(separator: ", "))"))
    }
}

/// The tags that one path needs, direction by direction.
private struct TagNeeds {
    private let markings: [DSCP]
    private let forward: [ReadingPoint]
    private let reverse: [ReadingPoint]

    init(_ path: WantedPath, _ markings: [DSCP], _ proxied: Set<SwitchPort>) {
        self.markings = markings
        forward = ReadingPoint.along(path.hops.forward, proxied: proxied)
        reverse = ReadingPoint.along(path.hops.reverse, proxied: proxied)
    }

    /// The points of each tag: there and back for plain packets, then for each marking.
    var directions: [[ReadingPoint]] { Array(repeating: [forward, reverse], count: markings.count + 1).flatMap { $0 } }

    func take(from tags: inout ArraySlice<PathTag>) -> PlannedPath.Tags {
        let mine = Array(tags.prefix(2 * (markings.count + 1)))
        tags = tags.dropFirst(mine.count)
        let kept = markings.indices.map { index in
            PlannedPath.Tags.Kept(
                marking: markings[index], forward: mine[2 * index + 2], reverse: mine[2 * index + 3])
        }
        return PlannedPath.Tags(forward: mine[0], reverse: mine[1], kept: kept)
    }
}

extension PlannedPath {
    /// Where the tags of a direction are read.
    func readingPoints(_ direction: PathDirection) -> [ReadingPoint] {
        ReadingPoint.along(hops[direction], proxied: proxied)
    }
}
