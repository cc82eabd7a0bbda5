import CloudTopology
import FlowDistribution
import TestSupport
import Testing

/// Paths are taken from flows that are made from random paths, so that no solver is needed to have some.
struct PathsTests {
    @Test func takesTheWidestPathFirst() {
        let problem = Self.problem(layers: [2, 2], gains: [1, 1])
        let (source, a, b) = (SiteID(0), [SiteID(1), SiteID(2)], [SiteID(3), SiteID(4)])
        let distribution = Self.distribution([
            .init(chain: 0, position: 0, from: source, to: a[0], volume: 60),
            .init(chain: 0, position: 0, from: source, to: a[1], volume: 40),
            .init(chain: 0, position: 1, from: a[0], to: b[0], volume: 50),
            .init(chain: 0, position: 1, from: a[0], to: b[1], volume: 10),
            .init(chain: 0, position: 1, from: a[1], to: b[1], volume: 40),
        ])
        let paths = distribution.paths(of: problem, totalWeight: 10)
        #expect(paths.map(\.instances) == [[a[0], b[0]], [a[1], b[1]], [a[0], b[1]]])
        #expect(paths.map(\.volume) == [50, 40, 10])
        #expect(paths.map(\.weight) == [5, 4, 1])
    }

    /// 50, 30 and 20 of 100 in sevenths: 3.5, 2.1 and 1.4, of which the first has the largest remainder.
    @Test func roundsByLargestRemainder() {
        let problem = Self.problem(layers: [3], gains: [1])
        let distribution = Self.distribution(
            [50, 30, 20].enumerated().map { Self.first($0, $1) })
        let split = distribution.pathSplit(of: problem, chain: 0, totalWeight: 7)
        #expect(split.paths.map(\.weight) == [4, 2, 1])
        #expect(abs(split.roundingError - (4.0 / 7 - 0.5)) < 1e-15)
    }

    @Test func noInstanceLosesAllItsTraffic() {
        let problem = Self.problem(layers: [3], gains: [1])
        let distribution = Self.distribution([98, 1, 1].enumerated().map { Self.first($0, $1) })
        #expect(distribution.paths(of: problem, totalWeight: 10).map(\.weight) == [8, 1, 1])
        #expect(distribution.paths(of: problem, totalWeight: 2).map(\.weight) == [1, 1, 1])
    }

    /// A path may go when its instances keep others: 1 of 100 is nothing of 10.
    @Test func dropsPathsWithoutWeight() {
        let problem = Self.problem(layers: [2, 2], gains: [1, 1])
        let (a, b) = ([SiteID(1), SiteID(2)], [SiteID(3), SiteID(4)])
        let distribution = Self.distribution([
            Self.first(0, 50), Self.first(1, 50),
            .init(chain: 0, position: 1, from: a[0], to: b[0], volume: 50),
            .init(chain: 0, position: 1, from: a[1], to: b[0], volume: 1),
            .init(chain: 0, position: 1, from: a[1], to: b[1], volume: 49),
        ])
        let split = distribution.pathSplit(of: problem, chain: 0, totalWeight: 10)
        #expect(split.paths.map(\.instances) == [[a[0], b[0]], [a[1], b[1]]])
        #expect(split.paths.map(\.weight) == [5, 5])
        #expect(abs(split.roundingError - 0.01) < 1e-15)
    }

    @Test func leavesRoundingErrorsOut() {
        let problem = Self.problem(layers: [2], gains: [1])
        let distribution = Self.distribution([Self.first(0, 100), Self.first(1, 1e-9)])
        #expect(distribution.paths(of: problem, totalWeight: 10).map(\.weight) == [10])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func addsUpToTheFlows(seed: UInt64) {
        let (problem, distribution) = Self.random(seed)
        let split = distribution.pathSplit(of: problem, chain: 0, totalWeight: 1_000_000)
        for position in problem.chains[0].positions.indices {
            let gain = problem.chains[0].positions[..<position].reduce(1) { $0 * $1.gain }
            var left: [SiteID: Double] = [:]
            for flow in distribution.flows where flow.position == position { left[flow.to, default: 0] += flow.volume }
            for path in split.paths { left[path.instances[position], default: 0] -= path.volume * gain }
            #expect(left.values.allSatisfy { abs($0) < 1e-7 }, "seed \(seed), position \(position): \(left)")
        }
        let arcs = distribution.flows.filter { $0.position > 0 && $0.position < problem.chains[0].positions.count }
        let sites = Set(distribution.flows.filter { $0.position < problem.chains[0].positions.count }.map(\.to))
        let entries = Set(distribution.flows.filter { $0.position == 0 }.map(\.to))
        // Of a graph from one source, over the instances, to one sink.
        let exits = Set(arcs.filter { $0.position == problem.chains[0].positions.count - 1 }.map(\.to))
        let ends = problem.chains[0].positions.count > 1 ? exits.count : entries.count
        #expect(split.paths.count <= arcs.count + entries.count + ends - (sites.count + 2) + 2, "seed \(seed)")
    }

    @Test(arguments: 0..<100 as Range<UInt64>, [1, 7, 100])
    func weightsAddUp(seed: UInt64, total: Int) {
        let (problem, distribution) = Self.random(seed)
        let split = distribution.pathSplit(of: problem, chain: 0, totalWeight: total)
        let widest = problem.chains[0].positions.map(\.instances.count).max() ?? 0
        if total >= 2 * widest * problem.chains[0].positions.count {
            #expect(split.paths.reduce(0) { $0 + $1.weight } == total, "seed \(seed)")
        }
        #expect(split.paths.allSatisfy { $0.weight > 0 })
        let used = Set(distribution.flows.filter { $0.position < problem.chains[0].positions.count }.map(\.to))
        #expect(Set(split.paths.flatMap(\.instances)) == used, "seed \(seed)")
        #expect(split.roundingError <= Double(problem.sites.count + 1) / Double(total))
        #expect(split == distribution.pathSplit(of: problem, chain: 0, totalWeight: total))
        var shuffled = distribution
        var random = SeededGenerator(seed: seed)
        shuffled.flows.shuffle(using: &random)
        let again = shuffled.pathSplit(of: problem, chain: 0, totalWeight: total)
        #expect(again.paths.map(\.instances) == split.paths.map(\.instances), "the order of flows matters: \(seed)")
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func segmentsStartWhereTheirTrafficIs(seed: UInt64) {
        let (problem, distribution) = Self.random(seed)
        let length = problem.chains[0].positions.count
        for start in 0..<length {
            let splits = distribution.paths(of: problem, chain: 0, positions: start..<length, totalWeight: 100_000)
            var sent: [SiteID: Double] = [:]
            for flow in distribution.flows where flow.position == start { sent[flow.from, default: 0] += flow.volume }
            #expect(splits.compactMap(\.head) == sent.keys.sorted(), "seed \(seed)")
            for split in splits {
                let volume = split.paths.reduce(0) { $0 + $1.volume }
                #expect(abs(volume - (sent[split.head ?? SiteID(-1)] ?? 0)) < 0.01, "seed \(seed)")
                #expect(split.paths.allSatisfy { $0.instances.count == length - start })
                #expect(split.paths.reduce(0) { $0 + $1.weight } == 100_000)
            }
        }
    }

    /// What two chains send through the same proxies is one traffic behind them.
    @Test func addsUpChainsThatShareASegment() {
        var problem = Self.problem(layers: [1, 2], gains: [0.5, 1])
        problem.chains.append(problem.chains[0])
        let distribution = Self.distribution(
            [0, 1].flatMap { chain in
                [30.0, 10].enumerated().map { index, volume in
                    Distribution.Flow(
                        chain: chain, position: 1, from: SiteID(1), to: SiteID(chain == 0 ? 2 + index : 3 - index),
                        volume: volume)
                }
            })
        let segments = [0, 1].map { ChainSegment(chain: $0, positions: 1..<2) }
        let splits = distribution.paths(of: problem, along: segments, totalWeight: 8)
        #expect(splits.map(\.head) == [SiteID(1)])
        #expect(splits.first?.paths.map(\.volume) == [40, 40])
        #expect(splits.first?.paths.map(\.weight) == [4, 4])
    }

    @Test func asksForPositionsThatAreNotThere() {
        let problem = Self.problem(layers: [1, 2], gains: [1, 1])
        let distribution = Self.distribution([Self.first(0, 1)])
        for positions in [0..<0, 1..<3, 2..<3, -1..<1] {
            #expect(distribution.paths(of: problem, chain: 0, positions: positions, totalWeight: 1).isEmpty)
        }
        #expect(distribution.paths(of: problem, chain: 1, positions: 0..<1, totalWeight: 1).isEmpty)
        #expect(distribution.pathSplit(of: problem, chain: 7, totalWeight: 1).paths.isEmpty)
        #expect(distribution.paths(of: problem, totalWeight: -5).map(\.weight) == [])
    }
}

extension PathsTests {
    private static func first(_ instance: Int, _ volume: Double) -> Distribution.Flow {
        .init(chain: 0, position: 0, from: SiteID(0), to: SiteID(1 + instance), volume: volume)
    }

    private static func distribution(_ flows: [Distribution.Flow]) -> Distribution {
        Distribution(
            objective: 0, flows: flows, carried: [],
            certificate: .init(loadPrices: [], bandwidthPrices: [], linkPrices: []), method: .general)
    }

    /// One chain: a source, layers of instances, a sink, numbered in this order.
    private static func problem(layers: [Int], gains: [Double]) -> DistributionProblem {
        var problem = DistributionProblem(rackCount: 1)
        let source = problem.addSite("source", in: RackID(0))
        let positions = layers.enumerated().map { layer, count in
            DistributionProblem.Position(
                (0..<count).map { problem.addSite("\(layer)/\($0)", in: RackID(0)) }, gain: gains[layer])
        }
        let sink = problem.addSite("sink", in: RackID(0))
        problem.chains = [.init("chain", from: [.init(source, volume: 100)], through: positions, to: [sink])]
        return problem
    }

    /// Flows that are the sum of a few random paths.
    private static func random(_ seed: UInt64) -> (DistributionProblem, Distribution) {
        var random = SeededGenerator(seed: seed)
        let layers = (0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 1...5, using: &random) }
        let problem = problem(layers: layers, gains: layers.map { _ in .random(in: 0.5...2, using: &random) })
        let chain = problem.chains[0]
        var volumes: [Distribution.Flow: Double] = [:]
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            var volume = Double.random(in: 1...10, using: &random)
            var from = chain.sources[0].site
            for (position, function) in chain.positions.enumerated() {
                let to = function.instances.randomElement(using: &random) ?? from
                volumes[.init(chain: 0, position: position, from: from, to: to, volume: 0), default: 0] += volume
                volume *= function.gain
                from = to
            }
            let last = Distribution.Flow(
                chain: 0, position: chain.positions.count, from: from, to: chain.sinks[0], volume: 0)
            volumes[last, default: 0] += volume
        }
        let flows = volumes.map { flow, volume in
            Distribution.Flow(
                chain: flow.chain, position: flow.position, from: flow.from, to: flow.to, volume: volume)
        }
        let ordered = flows.sorted { ($0.position, $0.from, $0.to) < ($1.position, $1.from, $1.to) }
        return (problem, distribution(ordered))
    }
}
