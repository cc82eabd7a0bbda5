import TestSupport
import Testing

@testable import LinearProgramming

/// The engine with side rows against a solver that knows nothing of networks.
struct DualNetworkSimplexTests {
    enum Change: CaseIterable, Sendable {
        /// Rows only.
        case rows
        /// Bounds of arcs only.
        case arcs
        case both
    }

    @Test(arguments: Change.allCases)
    func agreesWithTheReferenceSimplex(change: Change) throws {
        var counts: [DualNetworkSimplex.Outcome: Int] = [:]
        for seed in UInt64(0)..<700 {
            let bench = Bench(seed: seed)
            #expect(bench.optimizeWithoutRows(), "seed \(seed)")
            if change != .rows { bench.moveBounds(ofRows: false) }
            if change != .arcs { bench.addRows() }
            let outcome = bench.minimize()
            let complaints = try bench.complaints(outcome)
            #expect(complaints.isEmpty, "\(change), seed \(seed)")
            counts[outcome, default: 0] += 1
        }
        #expect(counts[.optimal, default: 0] > 200 && counts[.infeasible, default: 0] > 30, "\(counts)")
    }

    /// Bounds of arcs and rows, tight ones too, move between calls.
    @Test func goesOnAfterBoundsHaveMoved() throws {
        var (resumed, tight) = (0, 0)
        for seed in UInt64(0)..<700 {
            let bench = Bench(seed: seed)
            _ = bench.optimizeWithoutRows()
            bench.addRows()
            guard bench.minimize() == .optimal else { continue }
            tight += bench.simplex.inverse.size
            var outcome = DualNetworkSimplex.Outcome.optimal
            for round in 0..<4 where outcome == .optimal {
                bench.moveBounds(ofRows: true)
                outcome = bench.resume()
                let complaints = try bench.complaints(outcome)
                #expect(complaints.isEmpty, "seed \(seed), round \(round)")
                resumed += 1
            }
        }
        #expect(resumed > 200 && tight > 150)
    }

    /// What is computed anew from bounds and costs alone is what the steps have made of it.
    @Test func refreshingChangesNothing() throws {
        var tight = 0
        for seed in UInt64(0)..<400 {
            let bench = Bench(seed: seed)
            _ = bench.optimizeWithoutRows()
            bench.addRows()
            guard bench.minimize() == .optimal else { continue }
            let before = bench.numbers
            #expect(bench.refresh(), "seed \(seed)")
            let worst = zip(before, bench.numbers).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(worst < 1e-8, "seed \(seed)")
            let complaints = try bench.complaints(.optimal)
            #expect(complaints.isEmpty, "seed \(seed)")
            tight += bench.simplex.inverse.size
        }
        #expect(tight > 100)
    }

    /// So many steps that rounding errors are removed at the end.
    @Test func agreesOnLongRuns() throws {
        var longest = 0
        for seed in UInt64(0)..<12 {
            let bench = Bench(seed: seed, nodes: 60...80)
            #expect(bench.optimizeWithoutRows(), "seed \(seed)")
            bench.addRows(64)
            let outcome = bench.minimize()
            let complaints = try bench.complaints(outcome)
            #expect(complaints.isEmpty, "seed \(seed)")
            longest = max(longest, bench.simplex.steps)
        }
        #expect(longest > 50)
    }

    @Test func stopsAtItsLimitAndGoesOn() throws {
        var stopped = 0
        for seed in UInt64(0)..<200 {
            let (whole, bench) = (Bench(seed: seed), Bench(seed: seed))
            _ = whole.optimizeWithoutRows()
            _ = bench.optimizeWithoutRows()
            whole.addRows()
            bench.addRows()
            let outcome = whole.minimize()
            var ours = bench.minimize(limit: 1)
            while ours == .limit, bench.simplex.steps < 200 {
                ours = bench.resume(limit: 1)
                stopped += 1
            }
            let complaints = try bench.complaints(ours)
            #expect(ours == outcome && complaints.isEmpty, "seed \(seed)")
            if ours == .optimal { _ = bench.resume(limit: .max) }
        }
        #expect(stopped > 50)
    }

    @Test func aNetworkWithoutNodesIsOptimal() {
        var simplex = DualNetworkSimplex()
        simplex.rows.removeAll()
        #expect(simplex.minimize(FlowNetwork(), limit: 1, tolerance: 0) == .optimal)
    }
}

extension DualNetworkSimplexTests {
    /// One random problem on the engine.
    final class Bench {
        private var generator: SeededGenerator
        private var problem: SideRowProblem
        private var network = FlowNetwork()
        private(set) var simplex = DualNetworkSimplex()

        init(seed: UInt64, nodes: ClosedRange<Int> = 2...8) {
            generator = SeededGenerator(seed: seed)
            problem = SideRowProblem(nodes: nodes, &generator)
            problem.fill(&network)
        }

        func optimizeWithoutRows() -> Bool {
            var primal = PrimalNetworkSimplex(limit: 1_000, tolerance: 1e-9)
            let isOptimal = primal.minimize(network, arcs: 0..<network.arcs.count) == .optimal
            return isOptimal && TreeCheck.complaints(network).isEmpty
        }

        private var flows: [Double] { (0..<network.arcs.count).map { network.arcs[$0].flow } }

        func addRows(_ most: Int = 4) {
            problem.addRows(most, flows, &generator)
        }

        /// All numbers that a refresh computes.
        var numbers: [Double] {
            let potentials = (0..<network.nodes.count).map { network.nodes[$0].potential - network.nodes[0].potential }
            return flows + potentials + problem.rows.indices.map { simplex.rows.rows[$0].multiplier }
        }

        func refresh() -> Bool { simplex.refresh(network) }

        /// Changes some bounds; arcs outside the basis follow theirs.
        func moveBounds(ofRows: Bool) {
            for arc in 0..<network.arcs.count where generator.chance(0.3) {
                let it = network.arcs[arc]
                let shift = Double(Int.random(in: -2...2, using: &generator))
                let upper = max(it.lower + shift, it.upper + Double(Int.random(in: -2...2, using: &generator)))
                setBounds(of: arc, it.lower + shift, upper)
            }
            guard ofRows else { return }
            for row in problem.rows.indices where generator.chance(0.5) {
                let it = simplex.rows.rows[row]
                // What holds a price keeps a bound on both sides.
                let bounds =
                    it.state == SideRows.State.basic
                    ? SideRowProblem.bounds(near: it.activity, &generator)
                    : generator.chance(0.5)
                        ? .exactly(it.activity + Double(Int.random(in: -1...1, using: &generator)))
                        : .between(it.activity - 2, it.activity + Double(Int.random(in: -2...1, using: &generator)))
                problem.rows[row].bounds = bounds
                simplex.rows.rows.base[row].lower = bounds.lower
                simplex.rows.rows.base[row].upper = bounds.upper
            }
        }

        private func setBounds(of arc: Int, _ lower: Double, _ upper: Double) {
            problem.arcs[arc].lower = lower
            problem.arcs[arc].upper = upper
            network.arcs.base[arc].lower = lower
            network.arcs.base[arc].upper = upper
            let state = network.arcs[arc].state
            guard state & 1 != 0 else { return }
            // An arc that was fixed may stand at the wrong one.
            let reduced = network.reducedCost(arc) - (simplex.rows.rows.count > 0 ? simplex.rows.price(ofArc: arc) : 0)
            let isLow = abs(reduced) < 1e-9 ? state > 0 : reduced > 0
            network.arcs.base[arc].state = isLow ? FlowNetwork.State.atLower : FlowNetwork.State.atUpper
            network.push(arc, by: (isLow ? lower : upper) - network.arcs[arc].flow)
        }

        func minimize(limit: Int = 1_000) -> DualNetworkSimplex.Outcome {
            problem.fill(&simplex.rows)
            return simplex.minimize(network, limit: limit, tolerance: 1e-9)
        }

        func resume(limit: Int = 1_000) -> DualNetworkSimplex.Outcome {
            simplex.resume(network, limit: limit, tolerance: 1e-9)
        }

        func complaints(_ outcome: DualNetworkSimplex.Outcome) throws -> [String] {
            let program = problem.program
            let expected = try ReferenceSimplex().solve(program)
            var complaints = TreeCheck.complaints(network)
            if !(TreeCheck.error(of: simplex.inverse, network, simplex.rows) < 1e-7) { complaints.append("inverse") }
            let prices =
                (0..<network.nodes.count).map { -network.nodes[$0].potential }
                + problem.rows.indices.map { simplex.rows.rows[$0].multiplier }
            switch (outcome, expected.status) {
            case (.optimal, .optimal):
                complaints += TreeCheck.pricedBasics(network, simplex.rows).map { "arc \($0) has a price" }
                complaints += pointComplaints(program, expected.solution?.objective ?? .nan, prices)
            case (.infeasible, .infeasible):
                let proof = InfeasibilityCertificate(multipliers: proof)
                if !proof.proves(program) { complaints.append("no proof: gap \(proof.gap(in: program))") }
            default: complaints.append("\(outcome), not \(expected.status)")
            }
            return complaints
        }

        private var proof: [Double] {
            (0..<network.nodes.count).map { -simplex.proof(ofNode: $0) }
                + problem.rows.indices.map { simplex.proof(ofRow: $0) }
        }

        private func pointComplaints(_ program: LinearProgram, _ objective: Double, _ prices: [Double]) -> [String] {
            var complaints: [String] = []
            let violation = program.largestViolation(at: flows)
            if violation > 1e-8 { complaints.append("a bound is broken by \(violation)") }
            let ours = program.objective(at: flows)
            let isSame = abs(ours - objective) <= 1e-8 * (1 + abs(objective))
            if !isSame { complaints.append("\(ours), not \(objective)") }
            let bound = program.dualBound(at: prices, tolerance: 1e-9)
            if !(abs(bound.value - ours) <= 1e-8 * (1 + bound.size)) { complaints.append("dual bound \(bound.value)") }
            return complaints
        }
    }
}
