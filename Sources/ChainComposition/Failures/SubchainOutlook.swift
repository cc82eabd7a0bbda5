internal import ServiceChaining

/// Subchains without the clones that are lost, as far as the policies let traffic pass.
struct SubchainOutlook {
    private let tenant: Tenant
    private let subchains: [Subchain.Use: Subchain]
    private let terms: FailureTerms
    private let lost: Set<CloneID>
    private let lent: Set<CloneID>

    init(
        _ tenant: Tenant, _ subchains: [Subchain], _ terms: FailureTerms, lost: Set<CloneID>, lent: Set<CloneID>
    ) {
        self.tenant = tenant
        let places = subchains.flatMap { subchain in subchain.uses.map { ($0, subchain) } }
        self.subchains = Dictionary(places) { first, _ in first }
        self.terms = terms
        self.lost = lost
        self.lent = lent
    }

    /// The subchain and those that follow it, to the destination.
    private func course(from subchain: Subchain) -> [Subchain] {
        var course = [subchain]
        // All chains that share the subchain go on alike.
        while let last = course.last, last.end == .clone, let use = last.uses.first,
            let next = subchains[Subchain.Use(chain: use.chain, start: use.start + last.clones.count)]
        {
            course.append(next)
        }
        return course
    }

    private func reaction(to clone: CloneID, in subchain: Subchain) -> FailurePolicy.Reaction? {
        lost.contains(clone)
            ? terms.reaction(to: clone, in: subchain, isLent: lent.contains(clone)) : nil
    }

    private func reactions(from subchain: Subchain) -> [FailurePolicy.Reaction] {
        course(from: subchain).flatMap { part in part.clones.compactMap { reaction(to: $0, in: part) } }
    }

    /// True where something that the flows of a subchain still have to pass lets nothing through.
    func isClosed(_ subchain: Subchain) -> Bool { reactions(from: subchain).contains(.closed) }

    /// The subchain as its new flows are to take it.
    func degraded(_ subchain: Subchain) -> Subchain {
        let reactions = reactions(from: subchain)
        guard !reactions.isEmpty, !reactions.contains(.closed) else { return subchain }
        let course = course(from: subchain)
        if reactions.contains(.open), let end = course.last?.end { return subchain.passing([], to: end) }
        return joined(course, as: subchain)
    }

    /// Where the clone that ends a subchain is left out, the next one's clones follow.
    private func joined(_ course: [Subchain], as subchain: Subchain) -> Subchain {
        var clones: [CloneID] = []
        var standIns: Set<FunctionID> = []
        for part in course {
            clones += part.clones.filter { clone in
                switch reaction(to: clone, in: part) {
                case .bypass: false
                // One backup for two functions is passed once: twice its ports could not be told apart.
                case .backup(let name):
                    part.clones.last == clone && part.end == .clone || standIns.insert(name).inserted
                default: true
                }
            }
            if part.end != .clone || part.clones.last == clones.last { return subchain.passing(clones, to: part.end) }
        }
        return subchain
    }
}

extension Subchain {
    fileprivate func passing(_ clones: [CloneID], to end: End) -> Subchain {
        var changed = self
        (changed.clones, changed.end) = (clones, end)
        return changed
    }
}
