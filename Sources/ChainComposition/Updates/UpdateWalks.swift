internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// The ways that new flows may go while an update is under way: see ``HeadOrder``.
///
/// From each entry, which is still old, every walk is tried at every moment: heads behind boxes whose round is over are
/// new, those whose round is to come are old, and those of the round that is on are either.
struct UpdateWalks {
    private let old: HeadMap
    private let new: HeadMap
    private let depths: [HeadMap.Place: Int]
    /// The chains whose flows are all theirs afterwards as well.
    private let stable: Set<ChainID>

    init(from old: TenantPlan, to new: TenantPlan) {
        self.old = HeadMap(old)
        self.new = HeadMap(new)
        depths = self.new.depths()
        stable = Self.stableChains(old.origin.tenant, new.origin.tenant)
    }

    /// When each group of a head behind a box changes.
    var rounds: [GroupID: Int] {
        var rounds: [GroupID: Int] = [:]
        for (place, depth) in depths {
            for head in (old.heads[place] ?? []) + (new.heads[place] ?? []) { rounds[head.group] = depth }
        }
        return rounds
    }

    /// The groups of the entries that must be closed.
    var unsafeEntries: Set<GroupID> {
        guard old.heads != new.heads else { return [] }
        return Set(old.plan.heads.filter { $0.isEntry && !$0.choices.isEmpty && !isSafe($0) }.map(\.group))
    }

    /// What a flow passes, and where it comes out.
    private struct Course: Hashable {
        var functions: [FunctionID]
        var destination: EndpointID
    }

    /// Those with the same classes as before, of which no class that comes takes anything.
    private static func stableChains(_ old: Tenant, _ new: Tenant) -> Set<ChainID> {
        let before = Dictionary(old.chains.map { ($0.id, old.trafficClasses(of: $0)) }) { first, _ in first }
        let after = Dictionary(new.chains.map { ($0.id, new.trafficClasses(of: $0)) }) { first, _ in first }
        let coming = after.filter { before[$0.key] != $0.value }.values.flatMap { $0 }
        return Set(
            before.filter { id, classes in
                after[id] == classes && !classes.contains { mine in coming.contains { $0.overlaps(mine) } }
            }.keys)
    }

    /// A moment of the update, and what is asked of the flows of an entry then.
    private struct Walk {
        let round: Int
        let chains: Set<ChainID>
        let wanted: Set<Course>

        func isOnCourse(_ passed: [FunctionID]) -> Bool {
            wanted.contains { $0.functions.starts(with: passed) }
        }
    }

    private func isSafe(_ entry: PlannedHead) -> Bool {
        let chains = old.chains(of: entry)
        let wanted = courses(chains, entry.direction, in: old)
            .union(courses(chains.intersection(stable), entry.direction, in: new))
        // One round more: then all heads behind boxes are new, and the entry still is not.
        return (0...(depths.values.max() ?? 0) + 1).allSatisfy { round in
            leads(entry, in: old, Walk(round: round, chains: chains, wanted: wanted), behind: [])
        }
    }

    /// What the flows of chains pass by one plan, with the functions in service that there are.
    private func courses(_ chains: Set<ChainID>, _ direction: PathDirection, in map: HeadMap) -> Set<Course> {
        let tenant = map.plan.origin.tenant
        // Which clones have lost their instances the policy does not say; the plan does.
        if tenant.instances.contains(where: { $0.state == .failed }), !tenant.branches {
            let entries = map.plan.heads.filter { $0.isEntry && $0.direction == direction }
            return entries.reduce(into: []) { found, entry in
                let mine = map.chains(of: entry).intersection(chains)
                if !mine.isEmpty { found.formUnion(courses(from: entry, in: map, of: mine)) }
            }
        }
        let found = tenant.chains.filter { chains.contains($0.id) }.flatMap { chain in
            ChainCourse.all(of: chain).map { course in
                direction == .forward
                    ? Course(functions: course.functions, destination: chain.destination)
                    : Course(functions: course.functions.reversed(), destination: chain.source)
            }
        }
        return Set(found)
    }

    /// Every walk from a head that stays with the heads of some chains.
    private func courses(
        from head: PlannedHead, in map: HeadMap, of chains: Set<ChainID>, behind passed: [FunctionID] = []
    ) -> Set<Course> {
        // No chain passes a function twice, so a longer walk is none of theirs.
        guard passed.count <= map.plan.origin.tenant.functions.count else { return [] }
        return map.stretches(from: head).reduce(into: []) { found, stretch in
            let passed = passed + stretch.functions
            switch stretch.end {
            case .endpoint(let endpoint): found.insert(Course(functions: passed, destination: endpoint))
            case .box(let place):
                for next in map.heads(at: place, for: chains) {
                    found.formUnion(courses(from: next, in: map, of: chains, behind: passed))
                }
            }
        }
    }

    /// True where every walk from a head is one of those that are wanted.
    private func leads(_ head: PlannedHead, in map: HeadMap, _ walk: Walk, behind passed: [FunctionID]) -> Bool {
        // A head that a failure has closed lets nothing pass, and an open entry would remember its flows all the same.
        guard !head.choices.isEmpty else { return false }
        return map.stretches(from: head).allSatisfy { stretch in
            let passed = passed + stretch.functions
            switch stretch.end {
            case .endpoint(let endpoint):
                return walk.wanted.contains(Course(functions: passed, destination: endpoint))
            case .box(let place):
                // No chain of the entry's may have a head behind the box; then another's takes the flow.
                return walk.isOnCourse(passed) && continues(place, walk, behind: passed)
            }
        }
    }

    private func continues(_ place: HeadMap.Place, _ walk: Walk, behind passed: [FunctionID]) -> Bool {
        let isGoing = new.heads[place] == nil, isComing = old.heads[place] == nil
        let depth = depths[place] ?? 0
        let mayBeOld = !isComing && (isGoing || depth >= walk.round)
        let mayBeNew = !isGoing && (isComing || depth <= walk.round)
        if mayBeOld {
            let heads = old.heads(at: place, for: walk.chains)
            guard heads.allSatisfy({ leads($0, in: old, walk, behind: passed) }) else { return false }
        }
        return !mayBeNew || continuesAnew(place, walk, behind: passed)
    }

    /// Which head behind a shared box a flow of the old entry gets is sure where the same is told apart as before, and
    /// where the flow has come like those of its chain will come afterwards.
    private func continuesAnew(_ place: HeadMap.Place, _ walk: Walk, behind passed: [FunctionID]) -> Bool {
        var heads = new.heads[place] ?? []
        if old.division(at: place) == new.division(at: place) {
            let subchains = Set(old.heads(at: place, for: walk.chains).map(\.subchain))
            heads = heads.filter { subchains.contains($0.subchain) }
        } else if heads.count > 1 || heads.contains(where: { $0.traffic != .everything }) {
            guard place.direction == .forward, walk.chains.isSubset(of: stable) else { return false }
            heads = new.heads(at: place, for: walk.chains, behind: passed)
            guard !heads.isEmpty else { return false }
        }
        return heads.allSatisfy { leads($0, in: new, walk, behind: passed) }
    }
}

extension Tenant {
    /// True where a chain branches.
    fileprivate var branches: Bool { chains.contains { !$0.branches.isEmpty } }
}
