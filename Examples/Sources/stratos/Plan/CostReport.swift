internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// What a plan costs, beside what was in force.
struct CostReport: Encodable {
    let rules: Pair
    let groups: Pair
    let paths: Pair
    /// Those that serve a clone; by how many it could be done at least is told of each tenant.
    let instances: Pair
    let tenants: [TagReport]

    /// A number as it is and as it will be.
    struct Pair: Encodable {
        let running: Int
        let intended: Int

        /// `59 -> 67 (+8)`, or the number alone where it stays.
        var text: String {
            guard running != intended else { return "\(intended)" }
            return "\(running) -> \(intended) (\(intended > running ? "+" : "")\(intended - running))"
        }
    }

    /// The tags of one tenant: a tag is needed only where it is read, so several paths may have the same.
    struct TagReport: Encodable {
        let tenant: String
        let carrier: String
        let inUse: Pair
        let free: UInt32
    }

    init(_ composition: Composition) {
        func pair(_ count: (SwitchProgram) -> Int) -> Pair {
            Pair(
                running: composition.oldPrograms.values.reduce(0) { $0 + count($1) },
                intended: composition.programs.values.reduce(0) { $0 + count($1) })
        }
        rules = pair { $0.rules.count }
        groups = pair { $0.groups.count }
        paths = Pair(running: composition.oldPlan.paths.count, intended: composition.plan.paths.count)
        func assigned(_ plan: SteeringPlan) -> Int { plan.tenants.values.reduce(0) { $0 + $1.assignment.count } }
        instances = Pair(running: assigned(composition.oldPlan), intended: assigned(composition.plan))
        tenants = composition.plan.tenantsInOrder.flatMap { plan in
            TagReport.all(of: plan, before: composition.oldPlan.tenants[plan.id])
        }
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("", "in all")
        table.add("rules", rules.text)
        table.add("groups", groups.text)
        table.add("paths", paths.text)
        table.add("instances", instances.text)
        for tags in tenants {
            table.add("\(tags.carrier) tags of \(tags.tenant)", "\(tags.inUse.text), \(tags.free) free")
        }
        return terminal.paint("Cost", .bold) + "\n" + table.text(terminal)
    }
}

extension CostReport.TagReport {
    /// One for each carrier that the tenant's paths use; there are two while a change of carrier drains.
    static func all(of plan: TenantPlan, before: TenantPlan?) -> [CostReport.TagReport] {
        let now = tags(plan.paths), then = tags(before?.paths ?? [])
        return Set(now.keys).union(then.keys).sorted { $0.name < $1.name }.map { carrier in
            let used = now[carrier]?.count ?? 0
            return CostReport.TagReport(
                tenant: plan.id.name, carrier: carrier.name,
                inUse: CostReport.Pair(running: then[carrier]?.count ?? 0, intended: used),
                free: carrier.capacity - min(carrier.capacity, UInt32(clamping: used)))
        }
    }

    private static func tags(_ paths: [PlannedPath]) -> [AnyTagCarrier: Set<PathTag>] {
        paths.reduce(into: [:]) { found, path in
            let tags = PathDirection.allCases.flatMap { path.tags.all($0).map(\.tag) }
            found[path.carrier, default: []].formUnion(tags)
        }
    }
}
