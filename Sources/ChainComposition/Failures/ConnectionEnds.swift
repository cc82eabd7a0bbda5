public import NetworkTypes
internal import ServiceChaining

/// Where the connections of paths that are being reset start and end: what a controller needs to tell both ends.
public struct ConnectionEnds: Sendable {
    /// An end of a path.
    public struct End: Hashable, Sendable {
        public let port: SwitchPort
        /// To whom frames are addressed there; `nil` leaves the address as it is.
        public let mac: MACAddress?
        /// Where the resident engine tracks the connections of what arrives there.
        public let zone: ConntrackZone?
    }

    /// The ends of a direction; one that belongs to an instance that has failed is nobody's.
    public struct Pair: Hashable, Sendable {
        public let sender: End?
        public let receiver: End?
    }

    private var pairs: [UInt32: Pair] = [:]

    public init(_ plan: SteeringPlan) {
        for tenant in plan.tenants.values where tenant.paths.contains(where: { $0.state == .resetting }) {
            let ports = Dictionary(tenant.ports.map { ($0.port, $0) }) { first, _ in first }
            for path in tenant.paths where path.state == .resetting {
                for direction in PathDirection.allCases {
                    let end = { (port: SwitchPort?, arriving: PathDirection) in
                        port.flatMap { ports[$0] }.flatMap { Self.end($0, arriving, in: tenant) }
                    }
                    pairs[path.id.mark(direction)] = Pair(
                        sender: end(path.hops[direction].first?.from, direction.opposite),
                        receiver: end(path.hops[direction].last?.to, direction))
                }
            }
        }
    }

    /// The ends of the path and direction of a mark; `nil` where the path is not being reset.
    public subscript(mark: UInt32) -> Pair? { pairs[mark] }

    private static func end(_ port: PlannedPort, _ arriving: PathDirection, in tenant: TenantPlan) -> End? {
        switch port.owner {
        case .left(let instance), .right(let instance):
            if tenant.origin.tenant[instance: instance]?.state == .failed { return nil }
        case .endpoint: break
        }
        return End(port: port.port, mac: port.mac, zone: port.zone(arriving: arriving))
    }
}
