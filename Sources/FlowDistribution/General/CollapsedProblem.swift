internal import CloudTopology

/// A smaller problem with the same best footprint: what the problem cannot tell apart is one site.
///
/// Instances of one rack that are listed by exactly the same positions of the same chains become one instance of their
/// common size, and the sources of a chain in one rack one source; so do the sinks. Its answers expand to answers of
/// the problem that it was made from, with the same footprint and prices that prove as much.
///
/// ```swift
/// let collapsed = problem.collapsed()
/// let small = try GeneralDistributor(solver, collapses: false).solve(collapsed.problem)
/// let result = collapsed.expand(small)
/// ```
public struct CollapsedProblem: Sendable {
    public let problem: DistributionProblem
    /// The problem that it was made from.
    public let original: DistributionProblem
    /// For each site of ``problem`` that is an instance, the sites of ``original`` that it stands for; empty for
    /// endpoints.
    public let members: [[SiteID]]
    let coefficients: DistributionCoefficients

    /// - Parameter keepsCapacitiesApart: whether only instances with the same capacity for their size are merged. The
    ///   elastic form needs it: when bands move with what is carried, small capacities bind at other times than large.
    init(_ original: DistributionProblem, keepsCapacitiesApart: Bool) {
        let coefficients = DistributionCoefficients(original)
        var draft = Draft(original, coefficients, keepsCapacitiesApart: keepsCapacitiesApart)
        draft.mergeInstances()
        draft.mergeChains()
        (problem, members) = (draft.problem, draft.members)
        (self.original, self.coefficients) = (original, coefficients)
    }
}

extension DistributionProblem {
    /// The problem with sites merged that it cannot tell apart.
    ///
    /// - Parameter keepsCapacitiesApart: merge only instances with the same capacity for their size, as the elastic
    ///   form needs it.
    /// - Precondition: the problem makes sense (``DistributionProblem/validate()``).
    /// - Complexity: linear in the size of the problem.
    public func collapsed(keepsCapacitiesApart: Bool = false) -> CollapsedProblem {
        CollapsedProblem(self, keepsCapacitiesApart: keepsCapacitiesApart)
    }
}

extension CollapsedProblem {
    /// The smaller problem while it is being made.
    private struct Draft {
        /// What instances must have in common to be merged.
        private struct Group: Hashable {
            var rack: RackID
            /// Chain and position, in order, flattened.
            var places: [Int]
            var capacity: CapacityClass
        }

        private enum CapacityClass: Hashable {
            case any
            /// Too small for the lowest load: kept for itself, or others would hide that.
            case tooSmall(SiteID)
            /// Capacity for each unit of size.
            case bySize(Double)
        }

        private let original: DistributionProblem
        private let coefficients: DistributionCoefficients
        private let keepsCapacitiesApart: Bool
        private(set) var problem: DistributionProblem
        private(set) var members: [[SiteID]] = []
        /// The merged site of each instance of the original.
        private var merged: [SiteID?]
        private var sources: [RackID: SiteID] = [:]
        private var sinks: [RackID: SiteID] = [:]

        init(
            _ original: DistributionProblem, _ coefficients: DistributionCoefficients, keepsCapacitiesApart: Bool
        ) {
            (self.original, self.coefficients) = (original, coefficients)
            self.keepsCapacitiesApart = keepsCapacitiesApart
            problem = original
            problem.sites = []
            merged = Array(repeating: nil, count: original.sites.count)
        }

        mutating func mergeInstances() {
            var places = [[Int]](repeating: [], count: original.sites.count)
            for (index, chain) in original.chains.enumerated() {
                for (position, function) in chain.positions.enumerated() {
                    for site in function.instances { places[site.index] += [index, position] }
                }
            }
            var groups: [Group: SiteID] = [:]
            for band in coefficients.bands {
                guard let band else { continue }
                let site = original.sites[band.site.index]
                let group = Group(rack: site.rack, places: places[band.site.index], capacity: capacityClass(of: band))
                let target = groups[group] ?? add("instances like \(site.name)", in: site.rack)
                groups[group] = target
                merged[band.site.index] = target
                members[target.index].append(band.site)
            }
            for index in problem.sites.indices { measure(index) }
        }

        private func capacityClass(of band: LoadBand) -> CapacityClass {
            let site = original.sites[band.site.index]
            if band.isEmpty { return .tooSmall(band.site) }
            return keepsCapacitiesApart && band.isCutByCapacity ? .bySize(site.capacity / site.size) : .any
        }

        /// Size and capacity of a merged instance. Where no capacity cuts a band there is none, so that no limit
        /// stands where only rounding could make it bind.
        private mutating func measure(_ index: Int) {
            let bands = members[index].compactMap { coefficients.bands[$0.index] }
            problem.sites[index].size = members[index].reduce(0) { $0 + original.sites[$1.index].size }
            problem.sites[index].capacity =
                bands.contains(where: \.isCutByCapacity) ? bands.reduce(0) { $0 + $1.highest } : .infinity
        }

        private mutating func add(_ name: String, in rack: RackID) -> SiteID {
            members.append([])
            return problem.addSite(name, in: rack)
        }

        mutating func mergeChains() {
            for index in problem.chains.indices {
                let chain = original.chains[index]
                problem.chains[index].sources = sources(of: chain)
                problem.chains[index].sinks = sinks(of: chain)
                for (position, function) in chain.positions.enumerated() {
                    var seen: Set<SiteID> = []
                    let sites = function.instances.compactMap { merged[$0.index] }
                    problem.chains[index].positions[position].instances = sites.filter { seen.insert($0).inserted }
                }
            }
        }

        private mutating func sources(of chain: DistributionProblem.Chain) -> [DistributionProblem.Source] {
            var volumes: [DistributionProblem.Source] = []
            var places: [RackID: Int] = [:]
            for source in chain.sources {
                let rack = original.sites[source.site.index].rack
                if let place = places[rack] {
                    volumes[place].volume += source.volume
                } else {
                    let site = sources[rack] ?? add("sources in rack \(rack)", in: rack)
                    sources[rack] = site
                    places[rack] = volumes.count
                    volumes.append(.init(site, volume: source.volume))
                }
            }
            return volumes
        }

        private mutating func sinks(of chain: DistributionProblem.Chain) -> [SiteID] {
            var seen: Set<RackID> = []
            return chain.sinks.map { original.sites[$0.index].rack }.filter { seen.insert($0).inserted }.map { rack in
                let site = sinks[rack] ?? add("sinks in rack \(rack)", in: rack)
                sinks[rack] = site
                return site
            }
        }
    }
}
