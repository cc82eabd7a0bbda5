internal import CloudTopology
internal import FlowDistribution

/// Draws the chains and sites of a problem, one after the other.
struct ProblemBuilder {
    private var problem: DistributionProblem
    private let shape: ProblemShape
    private var numbers: RandomNumbers
    /// The racks to choose from; all where there are none.
    private let racks: [Int]
    /// The instances of the positions of earlier chains.
    private var functions: [[SiteID]] = []

    init(
        _ empty: DistributionProblem, _ shape: ProblemShape, racks: DistributionGenerator.Placement,
        _ numbers: RandomNumbers
    ) {
        problem = empty
        self.shape = shape
        self.numbers = numbers
        switch racks {
        case .random: self.racks = []
        case .clustered(let count):
            self.racks = self.numbers.distinct(max(1, count), below: empty.rackCount)
        }
    }

    mutating func build() -> DistributionProblem {
        for index in 0..<numbers.integer(shape.chains) { addChain(index) }
        return problem
    }

    private mutating func addChain(_ index: Int) {
        let volume = volume()
        let sources = sources(of: index, volume)
        var taken: [[SiteID]] = []
        let positions = (0..<numbers.integer(shape.positions)).map { _ in
            let position = position(of: index, besides: taken)
            taken.append(position.instances)
            return position
        }
        functions += taken.filter { !functions.contains($0) }
        let sinks = (0..<numbers.integer(shape.sinks)).map { addSite("out\(index)_\($0)") }
        let back = shape.reverse ? backVolume(volume) : 0
        problem.chains.append(.init("chain\(index)", from: sources, through: positions, to: sinks, reverseVolume: back))
    }

    private mutating func volume() -> Double {
        if shape.zero > 0, numbers.chance(shape.zero) { return 0 }
        return shape.integers ? Double(numbers.integer(1...12)) : numbers.number(10...200)
    }

    private mutating func backVolume(_ volume: Double) -> Double {
        volume * (shape.integers ? Double(numbers.integer(0...2)) : numbers.number(0.1...2))
    }

    private mutating func sources(of chain: Int, _ volume: Double) -> [DistributionProblem.Source] {
        let sites = (0..<numbers.integer(shape.sources)).map { addSite("in\(chain)_\($0)") }
        var weights = sites.map { _ in shape.unequal ? Double(numbers.integer(1...8)) : 1 }
        if shape.zero > 0, sites.count > 1, numbers.chance(shape.zero) { weights[0] = 0 }
        let sum = weights.reduce(0, +)
        return zip(sites, weights).map { .init($0, volume: volume * $1 / sum) }
    }

    private mutating func position(of chain: Int, besides taken: [[SiteID]]) -> DistributionProblem.Position {
        let used = Set(taken.joined())
        let shared = functions.filter(used.isDisjoint(with:))
        let isShared = shape.sharing > 0 && !shared.isEmpty && numbers.chance(shape.sharing)
        let instances = isShared ? sharedInstances(shared, chain, taken.count) : newInstances(chain, taken.count)
        let gain = gain()
        return .init(instances, gain: gain, reverseGain: shape.reverse ? self.gain() : 1)
    }

    private mutating func newInstances(_ chain: Int, _ position: Int) -> [SiteID] {
        let isSingle = shape.single > 0 && numbers.chance(shape.single)
        let count = isSingle ? 1 : numbers.integer(shape.instances)
        return (0..<count).map { number in
            let size = shape.sizes ? Double(numbers.integer(1...4)) : 1
            return addSite("mb\(chain)_\(position)_\(number)", size: size)
        }
    }

    private mutating func sharedInstances(_ functions: [[SiteID]], _ chain: Int, _ position: Int) -> [SiteID] {
        let function = numbers.element(of: functions)
        guard shape.overlap else { return function }
        let kept = function.filter { _ in numbers.chance(0.5) }
        return (kept.isEmpty ? [function[0]] : kept) + (numbers.chance(0.5) ? newInstances(chain, position) : [])
    }

    private mutating func gain() -> Double {
        if shape.integers { return numbers.element(of: [0.5, 1, 1, 2]) }
        return numbers.chance(0.3) ? 1 : numbers.number(0.5...1.5)
    }

    private mutating func addSite(_ name: String, size: Double = 1) -> SiteID {
        let rack = racks.isEmpty ? numbers.integer(0...problem.rackCount - 1) : numbers.element(of: racks)
        return problem.addSite(name, in: RackID(rack), size: size)
    }
}
