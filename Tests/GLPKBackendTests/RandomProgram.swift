import LinearProgramming
import TestSupport

/// Random linear programs with small whole coefficients, so that ties, degenerate corners and redundant rows are
/// frequent and a status never hangs on rounding.
struct RandomProgram {
    enum Kind: CaseIterable, Sendable {
        /// Has a point by construction and finite bounds.
        case feasible
        /// Carries two rows that contradict each other.
        case infeasible
        /// Has a point, and a direction in which the objective grows for ever.
        case unbounded
        /// Whatever comes.
        case any
    }

    private var generator: SeededGenerator
    private let kind: Kind
    private var program: LinearProgram
    private var point: [Double] = []
    private var variables: [LinearProgram.VariableID] = []

    static func draw(_ kind: Kind, seed: UInt64) -> LinearProgram {
        var random = RandomProgram(kind, seed: seed)
        return random.build()
    }

    private init(_ kind: Kind, seed: UInt64) {
        self.kind = kind
        generator = SeededGenerator(seed: seed)
        program = LinearProgram(generator.chance(0.5) ? .minimize : .maximize, constant: 2)
    }

    private mutating func build() -> LinearProgram {
        addVariables(Int.random(in: 1...12, using: &generator))
        for _ in 0..<Int.random(in: 0...14, using: &generator) { addRow() }
        if kind == .infeasible { contradict() }
        if kind == .unbounded { addRay() }
        return program
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Double {
        Double(Int.random(in: range, using: &generator))
    }

    private mutating func addVariables(_ count: Int) {
        for index in 0..<count {
            let value = number(-5...5)
            let (below, above) = (number(0...6), number(0...6))
            var bounds = LinearProgram.Bounds(lower: value - below, upper: value + above)
            if kind != .feasible, generator.chance(0.3) { bounds.upper = .infinity }
            if kind != .feasible, generator.chance(0.2) { bounds.lower = -.infinity }
            point.append(value)
            variables.append(program.addVariable("x\(index)", bounds, cost: number(-9...9)))
        }
    }

    private mutating func addRow() {
        let terms = variables.compactMap { variable in
            generator.chance(0.6) ? LinearProgram.Term(variable, number(-4...4)) : nil
        }
        let activity = terms.reduce(0) { $0 + $1.coefficient * point[$1.variable.index] }
        let centre = kind == .any ? activity + number(-20...20) : activity
        let bounds = [
            LinearProgram.Bounds.exactly(centre), .atMost(centre + number(0...3)), .atLeast(centre - number(0...3)),
            .between(centre - number(0...3), centre + number(0...3)),
        ]
        program.addRow("row", bounds[Int.random(in: 0..<4, using: &generator)], terms)
    }

    private mutating func contradict() {
        let terms = variables.map { LinearProgram.Term($0, number(1...4)) }
        let value = number(-9...9)
        program.addRow("low", .atMost(value), terms)
        program.addRow("high", .atLeast(value + 1), terms.map { .init($0.variable, $0.coefficient) })
    }

    private mutating func addRay() {
        let cost: Double = program.direction == .maximize ? 1 : -1
        let ray = program.addVariable("ray", cost: cost)
        let slack = program.addVariable("slack")
        program.addRow("ray", .atMost(3), [.init(ray, 1), .init(slack, -1)])
    }
}
