internal import LinearProgramming

/// Draws random programs with small whole coefficients, the same ones for the same seed on every machine (xorshift*).
struct CaseGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        // Any state but zero will do; neighbouring seeds must not begin alike.
        state = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<4 { _ = next() }
    }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// A whole number in the range.
    mutating func number(_ range: ClosedRange<Int>) -> Double {
        Double(Int.random(in: range, using: &self))
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < probability
    }

    mutating func direction() -> LinearProgram.Direction {
        chance(0.5) ? .minimize : .maximize
    }

    // MARK: - Families

    mutating func boxed() -> LinearProgram {
        var draft = Draft(LinearProgram(direction(), constant: 2))
        for _ in 0..<Int.random(in: 1...12, using: &self) {
            let value = number(-5...5)
            draft.add(value, .between(value - number(0...6), value + number(0...6)), cost: number(-9...9))
        }
        addRows(0...14, to: &draft, off: 0...0)
        return draft.program
    }

    mutating func contradictory() -> LinearProgram {
        var draft = Draft(anything())
        let terms = draft.program.variables.indices.map {
            LinearProgram.Term(LinearProgram.VariableID($0), number(1...4))
        }
        let value = number(-9...9)
        draft.program.addRow("low", .atMost(value), terms)
        draft.program.addRow("high", .atLeast(value + 1), terms)
        return draft.program
    }

    mutating func openEnded() -> LinearProgram {
        var program = boxed()
        let ray = program.addVariable("ray", cost: program.direction == .maximize ? 1 : -1)
        let slack = program.addVariable("slack")
        program.addRow("ray", .atMost(3), [.init(ray, 1), .init(slack, -1)])
        return program
    }

    mutating func anything() -> LinearProgram {
        var draft = Draft(LinearProgram(direction(), constant: -1))
        for _ in 0..<Int.random(in: 1...14, using: &self) {
            let value = number(-5...5)
            let shapes: [LinearProgram.Bounds] = [
                .free, .exactly(value), .atLeast(value), .atMost(value + number(0...3)), .nonNegative,
                .between(value, value + number(0...9)),
            ]
            let bounds = shapes[Int.random(in: 0..<6, using: &self)]
            draft.add(bounds.lower == 0 ? max(0, value) : value, bounds, cost: chance(0.3) ? 0 : number(-9...9))
        }
        addRows(0...12, to: &draft, off: chance(0.7) ? 0...0 : -6...6)
        return draft.program
    }

    private mutating func addRows(_ count: ClosedRange<Int>, to draft: inout Draft, off: ClosedRange<Int>) {
        for _ in 0..<Int.random(in: count, using: &self) {
            let coefficients = draft.values.map { _ in chance(0.5) ? number(-4...4) : 0 }
            let centre = zip(coefficients, draft.values).reduce(number(off)) { $0 + $1.0 * $1.1 }
            let shapes: [LinearProgram.Bounds] = [
                .exactly(centre), .atMost(centre), .atLeast(centre - number(0...3)), .free,
                .between(centre - number(0...3), centre + number(0...3)),
            ]
            draft.addRow(coefficients, shapes[Int.random(in: 0..<5, using: &self)])
        }
    }

    mutating func transport() -> LinearProgram {
        transport(sources: Int.random(in: 1...7, using: &self), sinks: Int.random(in: 1...7, using: &self))
    }

    /// All routes from sources to sinks; every sink takes its share, 20 % more or less.
    mutating func transport(sources: Int, sinks: Int) -> LinearProgram {
        var program = LinearProgram(.minimize)
        for _ in 0..<(sources * sinks) { program.addVariable("route", cost: number(0...3)) }
        let supplies = (0..<sources).map { _ in number(1...9) }
        for (source, supply) in supplies.enumerated() {
            let routes = (0..<sinks).map { LinearProgram.Term(.init(source * sinks + $0), 1) }
            program.addRow("source \(source)", .exactly(supply), routes)
        }
        let share = supplies.reduce(0, +) / Double(sinks)
        for sink in 0..<sinks {
            let routes = (0..<sources).map { LinearProgram.Term(.init($0 * sinks + sink), 1) }
            program.addRow("sink \(sink)", .between(0.8 * share, 1.2 * share), routes)
        }
        return program
    }

    mutating func constrainedTransport() -> LinearProgram {
        var program = transport()
        for limit in 0..<Int.random(in: 1...6, using: &self) {
            let routes = program.variables.indices.filter { _ in chance(0.4) }
            let terms = routes.map { LinearProgram.Term(LinearProgram.VariableID($0), 1) }
            program.addRow("limit \(limit)", .atMost(number(1...12)), terms)
        }
        return program
    }

    /// A program with the point that it is built around.
    private struct Draft {
        var program: LinearProgram
        var values: [Double] = []

        init(_ program: LinearProgram) {
            self.program = program
        }

        mutating func add(_ value: Double, _ bounds: LinearProgram.Bounds, cost: Double) {
            values.append(value)
            program.addVariable("x\(values.count)", bounds, cost: cost)
        }

        mutating func addRow(_ coefficients: [Double], _ bounds: LinearProgram.Bounds) {
            let terms = coefficients.enumerated().filter { $1 != 0 }.map {
                LinearProgram.Term(LinearProgram.VariableID($0), $1)
            }
            program.addRow("r\(program.rows.count)", bounds, terms)
        }
    }
}
