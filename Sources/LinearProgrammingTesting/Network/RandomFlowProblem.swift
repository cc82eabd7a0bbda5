public import LinearProgramming

/// Random min-cost flow problems, small enough for any solver, with ties, degenerate bases and all kinds of bounds.
///
/// Numbers are whole but for ``Kind/fractional``, so that a status never hangs on rounding.
public struct RandomFlowProblem<Generator: RandomNumberGenerator> {
    /// What is drawn.
    public enum Kind: CaseIterable, Sendable {
        /// Has a flow by construction, all bounds finite.
        case feasible
        /// Few different numbers: most bases are degenerate.
        case degenerate
        /// Many arcs between few nodes, also parallel ones and arcs from a node to itself.
        case dense
        /// Bounds of all kinds, also none; often unbounded.
        case loose
        /// Supplies that do not fit the arcs; often infeasible.
        case tight
        /// Parts without arcs between them, perhaps out of balance.
        case scattered
        /// At most two nodes, perhaps none.
        case tiny
        /// Numbers with many digits and of different sizes.
        case fractional
    }

    private let kind: Kind
    private var generator: Generator
    private var problem = MinCostFlowProblem()

    public static func draw(_ kind: Kind, using generator: Generator) -> MinCostFlowProblem {
        var random = RandomFlowProblem(kind: kind, generator: generator)
        return random.build()
    }

    private init(kind: Kind, generator: Generator) {
        self.kind = kind
        self.generator = generator
    }

    private mutating func build() -> MinCostFlowProblem {
        let nodes = kind == .tiny ? whole(0...2) : kind == .dense ? whole(2...5) : whole(2...12)
        for node in 0..<nodes { problem.addNode("n\(node)") }
        let arcs = kind == .dense ? 6 * nodes : kind == .tiny ? whole(0...4) : whole(nodes / 2...3 * nodes)
        for _ in 0..<(nodes == 0 ? 0 : arcs) { addArc() }
        disturb()
        return problem
    }

    private mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &generator) < probability
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Double {
        switch kind {
        case .degenerate: Double(min(max(whole(-1...1), range.lowerBound), range.upperBound))
        case .fractional: Double.random(in: Double(range.lowerBound)...Double(range.upperBound), using: &generator)
        default: Double(whole(range))
        }
    }

    /// Adds an arc with a flow that fits its bounds; supplies are what such flows make of them.
    private mutating func addArc() {
        let count = problem.nodes.count
        let tail = whole(0...count - 1)
        var head = whole(0...count - 1)
        if kind != .dense, kind != .tiny, count > 1, head == tail { head = (tail + 1) % count }
        if kind == .scattered, tail % 2 != head % 2 { head = tail }
        let flow = number(-3...9)
        var bounds = LinearProgram.Bounds(lower: flow - number(0...4), upper: flow + number(0...6))
        if chance(0.5), flow >= 0 { bounds.lower = 0 }
        if kind == .loose || kind == .tiny || kind == .dense {
            if chance(0.3) { bounds.upper = .infinity }
            if chance(0.15) { bounds.lower = -.infinity }
        }
        problem.nodes[tail].supply += flow
        problem.nodes[head].supply -= flow
        let cost = kind == .loose && chance(0.7) ? number(0...9) : number(-4...9)
        problem.addArc("a", from: .init(tail), to: .init(head), bounds, cost: kind == .fractional ? 1000 * cost : cost)
    }

    private mutating func disturb() {
        let kinds: [Kind] = [.tight, .scattered, .tiny]
        guard problem.nodes.count > 0, kinds.contains(kind), chance(0.6) else { return }
        let (from, to) = (whole(0...problem.nodes.count - 1), whole(0...problem.nodes.count - 1))
        let amount = number(0...12)
        problem.nodes[from].supply += amount
        problem.nodes[to].supply -= kind != .tight && chance(0.3) ? 0 : amount
    }
}
