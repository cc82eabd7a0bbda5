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
        return Set(old.plan.heads.filter { $0.isEntry && !isSafe($0) }.map(\.group))
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
        let chains = chains(of: entry)
        let wanted = courses(chains, entry.direction, in: old.plan)
            .union(courses(chains.intersection(stable), entry.direction, in: new.plan))
        // One round more: then all heads behind boxes are new, and the entry still is not.
        return (0...(depths.values.max() ?? 0) + 1).allSatisfy { round in
            leads(entry, in: old, Walk(round: round, chains: chains, wanted: wanted), behind: [])
        }
    }

    private func chains(of entry: PlannedHead) -> Set<ChainID> {
        if entry.direction == .reverse { return Set(old.plan[subchain: entry.subchain]?.reversible ?? []) }
        if case .source(_, let chain) = entry.subchain { return [chain] }
        return []
    }

    private func courses(_ chains: Set<ChainID>, _ direction: PathDirection, in plan: TenantPlan) -> Set<Course> {
        let tenant = plan.origin.tenant
        let found = tenant.chains.filter { chains.contains($0.id) }.flatMap { chain in
            tenant.forms(of: chain).flatMap(ChainCourse.all).map { course in
                direction == .forward
                    ? Course(functions: course.functions, destination: chain.destination)
                    : Course(functions: course.functions.reversed(), destination: chain.source)
            }
        }
        return Set(found)
    }

    /// True where every walk from a head is one of those that are wanted.
    private func leads(_ head: PlannedHead, in map: HeadMap, _ walk: Walk, behind passed: [FunctionID]) -> Bool {
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
    /// A chain as its new flows may pass it while instances have failed: whole, without what has failed, and without
    /// what has for some clones only.
    fileprivate func forms(of chain: ServiceFunctionChain) -> Set<ServiceFunctionChain> {
        var failed = self
        let functions = Set(instances.filter { $0.state == .failed }.map(\.function))
        for index in instances.indices where functions.contains(instances[index].function) {
            failed.instances[index].state = .failed
        }
        let inService =
            functions.isEmpty
            ? []
            : [self, failed].compactMap { tenant -> ServiceFunctionChain? in
                guard case .passed(let functions) = tenant.functionsInService(of: chain) else { return nil }
                var chain = chain
                chain.functions = functions
                return chain
            }
        return Set(inService + [chain])
    }
}
