internal import ChainComposition
internal import NetworkTypes

/// A tag where a switch looks at it: no two paths may be read alike.
struct TagReading: Hashable, Sendable {
    let port: SwitchPort
    /// As a packet is put out by the port, or as it comes in.
    let isDelivery: Bool
    let carrier: AnyTagCarrier
    let tag: PathTag

    /// Everywhere where a tag of a path's direction is looked at: as packets come from boxes that kept it, and as it
    /// comes off, in front of boxes that would not keep it and at the end.
    static func all(of path: PlannedPath, _ direction: PathDirection) -> [TagReading] {
        let hops = path.hops[direction]
        let arrivals = hops.dropFirst().map(\.from).filter { !path.proxied.contains($0) }
        let deliveries = hops.dropLast().map(\.to).filter(path.proxied.contains) + (hops.last.map { [$0.to] } ?? [])
        return path.tags.all(direction).flatMap { tag, _ in
            arrivals.map { TagReading(port: $0, isDelivery: false, carrier: path.carrier, tag: tag) }
                + deliveries.map { TagReading(port: $0, isDelivery: true, carrier: path.carrier, tag: tag) }
        }
    }
}
