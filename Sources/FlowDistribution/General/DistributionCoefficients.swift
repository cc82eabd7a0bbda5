/// The numbers that follow from a problem before anything is decided: what one unit of a chain's volume becomes on its
/// way, and the load that each instance is to have.
///
/// Gap `j` of a chain with `L` positions is the way into position `j`, and gap `L` the way to the sinks.
package struct DistributionCoefficients: Sendable {
    /// What becomes of one unit of volume that enters a chain.
    package struct Chain: Sendable {
        /// V.
        package let volume: Double
        /// G_j for every gap `0...L`: forward volume there for each unit that enters the chain.
        package let forward: [Double]
        /// R · H_j / V for every gap `0...L`: backward volume there for each unit that enters the chain.
        package let backward: [Double]

        init(_ chain: DistributionProblem.Chain) {
            volume = chain.volume
            forward = chain.positions.reduce(into: [1]) { $0.append(($0.last ?? 1) * $1.gain) }
            let replies = volume > 0 ? chain.reverseVolume / volume : 0
            let fromTheSinks = chain.positions.reversed().reduce(into: [replies]) {
                $0.append(($0.last ?? 0) * $1.reverseGain)
            }
            backward = fromTheSinks.reversed()
        }

        /// Load at a position, both directions, for each unit that enters the chain.
        package func load(at position: Int) -> Double { forward[position] + backward[position + 1] }

        /// Load at a position for each unit of forward volume that enters there.
        package func loadPerForward(at position: Int) -> Double { load(at: position) / forward[position] }

        /// ρ_j: backward volume for each unit of forward volume on a gap.
        package func backwardPerForward(on gap: Int) -> Double { backward[gap] / forward[gap] }
    }

    package let chains: [Chain]
    /// Σ size over the instances of each position of each chain.
    private let sizes: [[Double]]
    /// One for each site; nil where no chain lists the site as an instance.
    package let bands: [LoadBand?]
    private let sites: [DistributionProblem.Site]

    /// - Complexity: linear in the size of the problem.
    package init(_ problem: DistributionProblem) {
        let sites = problem.sites
        let chains = problem.chains.map(Chain.init)
        let sizes = problem.chains.map { chain in
            chain.positions.map { $0.instances.reduce(0) { $0 + Self.size(of: $1, among: sites) } }
        }
        var targets = [Double?](repeating: nil, count: sites.count)
        for (index, chain) in problem.chains.enumerated() {
            for (position, function) in chain.positions.enumerated() {
                let load = chains[index].volume * chains[index].load(at: position)
                for site in function.instances where sites.indices.contains(site.index) {
                    let part = load * sites[site.index].size / sizes[index][position]
                    targets[site.index] = (targets[site.index] ?? 0) + part
                }
            }
        }
        bands = targets.enumerated().map { index, target in
            target.map {
                LoadBand(site: SiteID(index), target: $0, leeway: problem.leeway, capacity: sites[index].capacity)
            }
        }
        (self.chains, self.sizes, self.sites) = (chains, sizes, sites)
    }

    /// τ_ci: the part of an instance's target that is due to one position of one chain.
    package func target(of site: SiteID, chain: Int, position: Int) -> Double {
        chains[chain].volume * chains[chain].load(at: position) * Self.size(of: site, among: sites)
            / sizes[chain][position]
    }

    private static func size(of site: SiteID, among sites: [DistributionProblem.Site]) -> Double {
        sites.indices.contains(site.index) ? sites[site.index].size : 0
    }
}
