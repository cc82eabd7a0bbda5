internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// One instance path, and what becomes of it.
struct PathReport: Encodable {
    let number: UInt32
    let subchain: String
    /// From the head, through the instances, to the endpoint where there is one.
    let route: [String]
    let tagForward: UInt32
    let tagReverse: UInt32
    let weight: Int
    let state: String
    let change: Change

    enum Change: String, Encodable {
        case added, changed, kept, removed

        /// As in the output of `diff`.
        var sign: String {
            switch self {
            case .added: "+"
            case .changed: "~"
            case .kept: ""
            case .removed: "-"
            }
        }
    }

    /// The paths of a plan, and those of the old one that are gone.
    static func all(_ plan: TenantPlan, old: TenantPlan?) -> [PathReport] {
        let former = Dictionary((old?.paths ?? []).map { ($0.id, $0) }) { first, _ in first }
        let current = Set(plan.paths.map(\.id))
        let present = plan.paths.map { path in
            let change: Change = former[path.id].map { $0 == path ? .kept : .changed } ?? .added
            return PathReport(path, in: plan, change)
        }
        let gone = (old?.paths ?? []).filter { !current.contains($0.id) }
        return present + gone.compactMap { path in old.map { PathReport(path, in: $0, .removed) } }
    }

    private init(_ path: PlannedPath, in plan: TenantPlan, _ change: Change) {
        let part = plan[subchain: path.subchain]
        let end: [String] = if case .endpoint(let endpoint)? = part?.end { [endpoint.name] } else { [] }
        number = path.id.rawValue
        subchain = part?.label ?? "a former subchain"
        route = [path.route.head.name] + path.route.instances.map(\.name) + end
        tagForward = path.tags.forward.rawValue
        tagReverse = path.tags.reverse.rawValue
        weight = path.weight
        state = path.state == .active ? "active" : "draining"
        self.change = change
    }
}
