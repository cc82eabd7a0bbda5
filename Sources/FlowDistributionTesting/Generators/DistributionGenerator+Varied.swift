internal import CloudTopology
public import FlowDistribution

extension DistributionGenerator {
    /// Something that a problem of ``DistributionGenerator/varied(_:)`` has.
    public enum Feature: String, Hashable, Sendable, CaseIterable {
        /// Cost ``DistributionProblem/Cost/hops``.
        case hops
        /// Costs by level: each level adds an amount uniform in 0...2, the first of them with probability 0.5 only.
        case levels
        /// Any cost from 0 to 4.5 in steps of 0.5, not symmetrical and not 0 within racks, by a hash of the racks.
        case customCost
        /// Rack-pair limits of ``Bandwidth/tight(_:)``, the tightness uniform in 0...1; each pair has one with
        /// probability 0.8.
        case bandwidth
        /// Link limits: with the links' part of ``Bandwidth/tight(_:)``'s *u* times a uniform number of 0.6...1.6; each
        /// link that *u* uses has one with probability 0.7.
        case links
        /// A part of each limit, uniform in 0...1, counts as carried already.
        case carried
        /// Each instance has, with probability 0.5, a capacity of a uniform 0.75...1.4 times its fair part.
        case capacities
        /// Ways from sources and to sinks are free.
        case freeEndpoints
        /// Traffic on its way back: a uniform 0.1...2 times the volume, reverse gains drawn as gains.
        case reverse
        /// Sizes of 1, 2, 3 or 4 with equal probability.
        case sizes
        /// Sources have parts in proportion to integers of 1...8.
        case unequalVolumes
        /// A chain carries nothing with probability 0.3; the first of several sources does so with probability 0.3.
        case zeroVolumes
        /// A position has one instance only with probability 0.5.
        case singleInstances
        /// Chains have one position.
        case shortChains
        /// As for ``DistributionGenerator/tenant(_:sharesFunctions:bandwidth:)``.
        case sharedFunctions
        /// With shared functions: a position keeps each of the instances that it takes with probability 0.5, the first
        /// where none is left, and gets new ones besides with probability 0.5.
        case overlappingFunctions
        /// Small integers: volumes of 1...12, gains of ½, 1 (twice as likely) or 2, 0...2 times the volume on its way
        /// back, limits and capacities rounded up to integers, so that many answers are equally good.
        case integers
        /// A leeway of 0, 0.05, 0.5 or 1.
        case leeway
    }

    /// A small problem with some features, each with probability 0.25, drawn from a third stream of seed
    /// `seed ^ 0xFEA7` in the order of ``Feature/allCases``.
    public func varied() -> DistributionProblem {
        var numbers = RandomNumbers(seed: seed ^ 0xFEA7)
        return varied(Set(Feature.allCases.filter { _ in numbers.chance(0.25) }))
    }

    /// A small problem with the given features.
    ///
    /// It has 2...6 racks, two under each aggregation switch; 1...3 chains of 1...4 positions with 1...4 instances each,
    /// 1...2 sources and 1...2 sinks; all else as in ``tenant(_:sharesFunctions:bandwidth:)``. Of several costs the last
    /// in the order of ``Feature/allCases`` counts. Costs, capacities and limits are drawn from the second stream.
    public func varied(_ features: Set<Feature>) -> DistributionProblem {
        var numbers = bandwidthStream()
        let racks = numbers.integer(2...6)
        var problem = DistributionProblem(rackCount: racks, tree: RackTree(racks: racks, racksPerAggregation: 2))
        problem.includesEndpoints = !features.contains(.freeEndpoints)
        if features.contains(.leeway) { problem.leeway = numbers.element(of: [0, 0.05, 0.5, 1]) }
        var builder = ProblemBuilder(problem, Self.shape(features), racks: .random, stream())
        problem = builder.build()
        addCost(features, to: &problem, &numbers)
        if features.contains(.capacities) { Self.addCapacities(to: &problem, &numbers) }
        if features.contains(.bandwidth) {
            let limits = Bandwidth.tight(numbers.fraction()).limits(for: problem, &numbers)
            problem.bandwidthLimits = limits.filter { _ in numbers.chance(0.8) }
        }
        if features.contains(.links) { Self.addLinkLimits(to: &problem, &numbers) }
        if features.contains(.integers) { problem.roundLimits() }
        if features.contains(.carried) { problem.markCarried(&numbers) }
        return problem
    }

    private static func shape(_ features: Set<Feature>) -> ProblemShape {
        var shape = ProblemShape()
        (shape.chains, shape.instances, shape.sources, shape.sinks) = (1...3, 1...4, 1...2, 1...2)
        shape.positions = features.contains(.shortChains) ? 1...1 : 1...4
        shape.sharing = features.contains(.sharedFunctions) ? 0.4 : 0
        shape.overlap = features.contains(.overlappingFunctions)
        shape.single = features.contains(.singleInstances) ? 0.5 : 0
        shape.zero = features.contains(.zeroVolumes) ? 0.3 : 0
        shape.unequal = features.contains(.unequalVolumes)
        shape.sizes = features.contains(.sizes)
        shape.reverse = features.contains(.reverse)
        shape.integers = features.contains(.integers)
        return shape
    }

    private func addCost(
        _ features: Set<Feature>, to problem: inout DistributionProblem, _ numbers: inout RandomNumbers
    ) {
        if features.contains(.hops) { problem.cost = .hops }
        if features.contains(.levels), let tree = problem.tree {
            var levels = [numbers.chance(0.5) ? numbers.number(0...2) : 0]
            for _ in 0..<tree.rootLevel { levels.append((levels.last ?? 0) + numbers.number(0...2)) }
            problem.cost = .levels(levels)
        }
        guard features.contains(.customCost) else { return }
        let seed = seed
        problem.cost = .function { pair in
            let racks = UInt64(truncatingIfNeeded: pair.from.rawValue << 32 | pair.to.rawValue)
            var numbers = RandomNumbers(seed: seed ^ racks)
            return Double(numbers.integer(0...9)) / 2
        }
    }

    private static func addCapacities(to problem: inout DistributionProblem, _ numbers: inout RandomNumbers) {
        let targets = problem.targets
        for site in problem.sites.indices where targets[site] > 0 && numbers.chance(0.5) {
            problem.sites[site].capacity = targets[site] * numbers.number(0.75...1.4)
        }
    }

    private static func addLinkLimits(to problem: inout DistributionProblem, _ numbers: inout RandomNumbers) {
        guard let tree = problem.tree else { return }
        var volumes: [TreeLink: Double] = [:]
        let traffic = FairTraffic(of: problem, isLocal: false).volumes.sorted { $0.key < $1.key }
        for (pair, volume) in traffic {
            for link in tree.links(of: pair) { volumes[link, default: 0] += volume }
        }
        for (link, volume) in volumes.sorted(by: { $0.key < $1.key }) where numbers.chance(0.7) {
            problem.linkLimits.append(.init(link, available: volume * numbers.number(0.6...1.6)))
        }
    }
}

extension DistributionProblem {
    fileprivate mutating func roundLimits() {
        for index in sites.indices { sites[index].capacity = whole(sites[index].capacity) }
        for index in bandwidthLimits.indices {
            bandwidthLimits[index].available = whole(bandwidthLimits[index].available)
        }
        for index in linkLimits.indices { linkLimits[index].available = whole(linkLimits[index].available) }
    }

    /// The next whole number; what is not negative and beyond all whole numbers stays. Needs no mathematics library, which
    /// a program that imports only this target does not link.
    private func whole(_ value: Double) -> Double {
        guard value < 0x1p53 else { return value }
        let below = Double(Int(value))
        return below < value ? below + 1 : below
    }

    fileprivate mutating func markCarried(_ numbers: inout RandomNumbers) {
        for index in bandwidthLimits.indices {
            bandwidthLimits[index].carried = bandwidthLimits[index].available * numbers.fraction()
            bandwidthLimits[index].available -= bandwidthLimits[index].carried
        }
        for index in linkLimits.indices {
            linkLimits[index].carried = linkLimits[index].available * numbers.fraction()
            linkLimits[index].available -= linkLimits[index].carried
        }
    }
}
