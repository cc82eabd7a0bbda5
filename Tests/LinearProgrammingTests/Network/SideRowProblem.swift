import LinearProgramming
import TestSupport

/// A random network with flows, a tree and rows beside it, as plain values: what the engine is filled with and what the
/// linear program of the oracle is made of.
struct SideRowProblem {
    struct Row {
        var bounds: LinearProgram.Bounds
        /// Arc and coefficient; an arc may come twice.
        var entries: [(arc: Int, coefficient: Double)]
    }

    private(set) var nodes = 0
    private(set) var supplies: [Double] = []
    var arcs: [FlowNetwork.Arc] = []
    private(set) var parents: [Int] = []
    var rows: [Row] = []

    /// The arcs above nodes 1, 2, … come first.
    init(nodes range: ClosedRange<Int>, _ generator: inout SeededGenerator) {
        nodes = Int.random(in: range, using: &generator)
        supplies = [Double](repeating: 0, count: nodes)
        parents = (0..<nodes).map { $0 == 0 ? -1 : Int.random(in: 0..<$0, using: &generator) }
        for node in 1..<nodes { addArc(node, parents[node], FlowNetwork.State.inTree, &generator) }
        for _ in 0..<Int.random(in: nodes...3 * nodes, using: &generator) {
            let ends = (Int.random(in: 0..<nodes, using: &generator), Int.random(in: 0..<nodes, using: &generator))
            addArc(ends.0, ends.1, generator.chance(0.5) ? FlowNetwork.State.atLower : -1, &generator)
        }
        for arc in arcs {
            supplies[Int(arc.tail)] += arc.flow
            supplies[Int(arc.head)] -= arc.flow
        }
    }

    private mutating func addArc(_ one: Int, _ other: Int, _ state: Int8, _ generator: inout SeededGenerator) {
        let lower = Double(Int.random(in: -2...1, using: &generator))
        let upper = lower + Double(Int.random(in: 0...8, using: &generator))
        let inside = Double(Int.random(in: Int(lower)...Int(upper), using: &generator))
        let ends = generator.chance(0.5) ? (one, other) : (other, one)
        arcs.append(
            .init(
                ends.0, ends.1, cost: Double(Int.random(in: -5...9, using: &generator)), lower: lower, upper: upper,
                flow: state == 0 ? inside : state > 0 ? lower : upper, state: state))
    }

    /// Rows around what flows make of them; far off, with small probability.
    mutating func addRows(_ most: Int, _ flows: [Double], _ generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: most / 8...most, using: &generator) {
            var row = Row(bounds: .free, entries: [])
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let arc = Int.random(in: arcs.indices, using: &generator)
                row.entries.append((arc, Double(Int.random(in: -3...3, using: &generator))))
            }
            let activity = row.entries.reduce(0) { $0 + $1.coefficient * flows[$1.arc] }
            row.bounds = Self.bounds(near: activity, &generator)
            rows.append(row)
        }
    }

    static func bounds(near value: Double, _ generator: inout SeededGenerator) -> LinearProgram.Bounds {
        let centre = value + Double(Int.random(in: -4...4, using: &generator))
        let width = Double(Int.random(in: 1...4, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return .exactly(centre)
        case 1: return .atMost(centre)
        case 2: return .atLeast(centre)
        default: return .between(centre, centre + width)
        }
    }

    /// Hangs the nodes by the first arcs, and puts all on the network.
    func fill(_ network: inout FlowNetwork) {
        network.reset(nodes: nodes)
        for arc in arcs { network.arcs.append(arc) }
        for node in 1..<nodes { network.hang(node, below: parents[node], by: node - 1) }
        network.settle(below: 0)
    }

    func fill(_ side: inout SideRows) {
        side.removeAll()
        for row in rows { _ = side.addRow(lower: row.bounds.lower, upper: row.bounds.upper) }
        for arc in arcs.indices {
            for (index, row) in rows.enumerated() {
                for entry in row.entries where entry.arc == arc {
                    side.entries.append(.init(row: index, coefficient: entry.coefficient))
                }
            }
            side.endArc()
        }
    }

    /// Rows of the nodes, then the others.
    var program: LinearProgram {
        var problem = MinCostFlowProblem(nodes: supplies.map { .init(supply: $0) })
        for arc in arcs {
            let (tail, head) = (Int(arc.tail), Int(arc.head))
            problem.addArc(from: .init(tail), to: .init(head), .between(arc.lower, arc.upper), cost: arc.cost)
        }
        var program = problem.linearProgram
        for row in rows {
            var sums: [Int: Double] = [:]
            for entry in row.entries { sums[entry.arc, default: 0] += entry.coefficient }
            let terms = sums.sorted { $0.key < $1.key }.map { LinearProgram.Term(.init($0.key), $0.value) }
            program.addRow("row", row.bounds, terms)
        }
        return program
    }
}
