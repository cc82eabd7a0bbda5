internal import ServiceChaining

extension Subchain {
    /// Divides transformed chains at the clones that end subchains, in order of first use.
    static func divide(_ tenant: Tenant, _ transformed: AmbiguityRemoval) -> [Subchain] {
        var division = Division(tenant: tenant, transformed: transformed)
        for (chain, model) in zip(transformed.chains, tenant.chains) {
            for (course, clones) in zip(ChainCourse.all(of: model), chain.courses) { division.add(course, clones) }
        }
        return division.subchains
    }
}

private struct Division {
    let tenant: Tenant
    let ending: Set<FunctionID>
    let labels: [CloneID: String]
    private(set) var subchains: [Subchain] = []
    private var index: [SubchainID: Int] = [:]

    init(tenant: Tenant, transformed: AmbiguityRemoval) {
        self.tenant = tenant
        ending = tenant.functionsEndingSubchains
        labels = Dictionary(transformed.clones.map { ($0.id, $0.label) }) { first, _ in first }
    }

    /// The segments of one course; those before a branch point are the chain's own.
    mutating func add(_ course: ChainCourse, _ clones: [CloneID]) {
        var start = course.ownPositions.lowerBound
        while start <= clones.count {
            guard let id = id(of: course, from: start) else { return }
            let rest = clones[start...]
            let preserving = rest.prefix { !$0.endsSubchains }.count
            let hasClone = preserving < rest.count
            let end = start + preserving + (hasClone ? 1 : 0)
            append(course, id, label(id, start > 0 ? clones[start - 1] : nil), clones[start..<end], hasClone)
            if course.branch == nil, let place = index[id] {
                subchains[place].uses.append(Subchain.Use(chain: course.chain.id, start: start))
            }
            guard hasClone else { return }
            start = end
        }
    }

    private mutating func append(
        _ course: ChainCourse, _ id: SubchainID, _ label: String, _ clones: ArraySlice<CloneID>, _ hasClone: Bool
    ) {
        let isReversible = course.branch == nil && course.chain.initiator == .either
        let place = index[id] ?? subchains.count
        if place == subchains.count {
            index[id] = place
            subchains.append(
                Subchain(
                    id: id, label: label, clones: Array(clones),
                    end: hasClone ? .clone : .endpoint(course.chain.destination), direction: course.chain.direction,
                    uses: [], reversible: []))
        }
        subchains[place].chains.insert(course.chain.id)
        if isReversible { subchains[place].reversible.append(course.chain.id) }
    }

    /// The subchain that starts at a position of a course.
    private func id(of course: ChainCourse, from start: Int) -> SubchainID? {
        guard start > 0 else { return .source(tenant.id, course.chain.id) }
        let function = course.functions[start - 1]
        if let branch = course.branch, start == branch.position + 1 {
            let own = ChainCourse(chain: course.chain, functions: course.chain.functions, branch: nil)
            let ways = own.position(branch.position, ending).ways(behind: function)
            let here = course.chain.branches[..<branch.index].filter { $0.after == function }.count
            return ways.indices.contains(here) ? .behind(tenant.id, function, ways[here].suffix) : nil
        }
        return course.position(start - 1, ending).ways(behind: function).last.map {
            .behind(tenant.id, function, $0.suffix)
        }
    }

    private func label(_ id: SubchainID, _ clone: CloneID?) -> String {
        switch id {
        case .source(_, let chain): chain.name
        case .behind(_, let function, let suffix):
            if let clone, clone.suffixes.count == 1, clone.suffixes.first?.branches.isEmpty == true {
                "behind \(labels[clone] ?? function.name)"
            } else {
                "behind \(clone.flatMap { labels[$0] } ?? function.name) to \(suffix)"
            }
        }
    }
}
