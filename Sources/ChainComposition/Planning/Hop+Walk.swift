internal import NetworkTypes

extension Hop {
    /// What stands on a way: a box that packets go through, or a tap that gets copies.
    enum Stop {
        case through(SwitchPort, SwitchPort)
        case copy(SwitchPort)

        /// The stop as replies meet it.
        var reversed: Stop {
            switch self {
            case .through(let left, let right): .through(right, left)
            case .copy: self
            }
        }
    }

    /// The hops from port to port; what is copied is copied on the hop on which the tap stands.
    static func walk(from start: SwitchPort, through stops: [Stop], to end: SwitchPort) -> [Hop] {
        var hops: [Hop] = []
        var current = start
        var copies: [SwitchPort] = []
        for stop in stops {
            switch stop {
            case .copy(let port): copies.append(port)
            case .through(let entry, let exit):
                hops.append(Hop(from: current, to: entry, copies: copies))
                (current, copies) = (exit, [])
            }
        }
        return hops + [Hop(from: current, to: end, copies: copies)]
    }
}
