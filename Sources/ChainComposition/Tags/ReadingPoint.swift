internal import NetworkTypes

/// Where a switch looks at a tag: nowhere else must its value be unique.
enum ReadingPoint: Hashable {
    /// As a packet comes in by a port where tags alone tell packets apart.
    case arrival(SwitchPort)
    /// As a packet is delivered to a port where its tag comes off.
    case delivery(SwitchPort)

    var port: SwitchPort {
        switch self {
        case .arrival(let port), .delivery(let port): port
        }
    }

    var isArrival: Bool {
        if case .arrival = self { true } else { false }
    }

    /// The points at which the tag of a direction is read.
    ///
    /// - Parameter proxied: the ports between the ends to which packets come, and from which they go, without a tag.
    static func along(_ hops: [Hop], proxied: Set<SwitchPort>) -> [ReadingPoint] {
        let arrivals = hops.dropFirst().map(\.from).filter { !proxied.contains($0) }.map(ReadingPoint.arrival)
        let inside = hops.dropLast().map(\.to).filter(proxied.contains).map(ReadingPoint.delivery)
        return arrivals + inside + (hops.last.map { [.delivery($0.to)] } ?? [])
    }
}
