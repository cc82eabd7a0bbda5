internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// What a fault needs to know of a plan and of the programs that were compiled from it.
struct PlanFacts {
    let paths: [PlannedPath]
    /// The value that packets carry, by the mark of a path and direction.
    private(set) var tags: [UInt32: MatchField] = [:]
    /// Every port key, in ascending order.
    let keys: [UInt32]
    let peers: [UInt128]
    private let pathsByID: [PathID: PlannedPath]

    init(_ plan: SteeringPlan, _ programs: [DatapathID: SwitchProgram]) {
        paths = plan.paths
        pathsByID = Dictionary(plan.paths.map { ($0.id, $0) }) { first, _ in first }
        keys = plan.tenants.values.flatMap(\.ports).map(\.key.rawValue).sorted()
        peers = plan.forwarders.values.compactMap { $0.tunnel.map { UInt128($0.address.rawValue) } }.sorted()
        for (key, rule) in programs.values.flatMap(\.rules) {
            guard case .end(let mark) = RuleShape(key, rule) else { continue }
            if let tag = key.fields.first(where: \.isTag) { tags[mark] = tag }
        }
    }

    /// Every third path, the first one included.
    func isChosen(_ mark: UInt32) -> Bool { (mark / 2) % 3 == 1 }

    func isForward(_ mark: UInt32) -> Bool { mark % 2 == 0 }

    func isDraining(_ mark: UInt32) -> Bool { path(mark)?.state == .draining }

    func path(_ mark: UInt32) -> PlannedPath? { pathsByID[PathID.of(mark: mark).path] }

    /// The mark of the same direction of another path that `isWanted` likes; the next higher one, or the first.
    func neighbour(of mark: UInt32, _ isWanted: (PlannedPath, PlannedPath) -> Bool = { _, _ in true }) -> UInt32? {
        guard let own = path(mark) else { return nil }
        let candidates = paths.filter {
            $0.id != own.id && $0.subchain.tenant == own.subchain.tenant && isWanted(own, $0)
        }
        let other = candidates.first { $0.id > own.id } ?? candidates.first
        return other?.id.mark(isForward(mark) ? .forward : .reverse)
    }

    /// The key of another port.
    func key(after key: UInt32) -> UInt32? { keys.first { $0 > key } ?? keys.first { $0 != key } }

    func peer(after peer: UInt128) -> UInt128? { peers.first { $0 > peer } ?? peers.first { $0 != peer } }

    /// A number that no path has.
    var strangeMark: UInt32 { ((paths.last?.id.rawValue ?? 0) &+ 1_000_000) &* 2 }
}
