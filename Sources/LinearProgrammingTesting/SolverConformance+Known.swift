internal import LinearProgramming

extension SolverConformance {
    /// Programs with answers that are known by hand.
    static let knownCases: [Case] = [
        optimal(
            "two variables, two rows", 46,
            ProgramText(.maximize, [(.nonNegative, 3), (.between(0, 6), 5)], constant: 10)
                .row([1, 0], .atMost(4)).row([3, 2], .atMost(18))),
        optimal("no variable, no row", 4, ProgramText(.minimize, costs: [], constant: 4)),
        optimal("no row", -7, ProgramText(.minimize, [(.between(-2, 5), -1), (.between(-2, 5), 1)])),
        optimal("no variable, a row that holds", 0, ProgramText(.minimize, costs: []).row([], .between(-1, 1))),
        optimal("no variable in a row that holds", 1, ProgramText(.minimize, [(.atLeast(1), 1)]).row([], .atLeast(-1))),
        optimal("all coefficients of a row zero", 3, ProgramText(.minimize, [(.atLeast(3), 1)]).row([0], .exactly(0))),
        optimal("all costs zero", 0, ProgramText(.minimize, costs: [0, 0]).row([1, 2], .exactly(4))),
        optimal(
            "transport, balanced", 79,
            ProgramText(.minimize, costs: [4, 6, 5, 3, 8, 7])
                .row([1, 1, 1, 0, 0, 0], .exactly(7)).row([0, 0, 0, 1, 1, 1], .exactly(9))
                .row([1, 0, 0, 1, 0, 0], .exactly(6)).row([0, 1, 0, 0, 1, 0], .exactly(5))
                .row([0, 0, 1, 0, 0, 1], .exactly(5))),
        optimal(
            "a row that says the same as two others", 7,
            ProgramText(.minimize, costs: [1, 2, 3])
                .row([1, 1, 0], .exactly(2)).row([0, 1, 1], .exactly(3)).row([1, 2, 1], .exactly(5))
                .row([1, 1, 1], .exactly(3))),
    ]

    /// Programs on which careless methods cycle, or take exponentially many steps.
    static let cyclingCases: [Case] = [
        optimal(
            "Beale's cycle", -0.05,
            ProgramText(.minimize, costs: [-0.75, 150, -0.02, 6])
                .row([0.25, -60, -0.04, 9], .atMost(0)).row([0.5, -90, -0.02, 3], .atMost(0))
                .row([0, 0, 1, 0], .atMost(1))),
        optimal(
            "Marshall and Suurballe's cycle", -1,
            ProgramText(.minimize, costs: [-10, 57, 9, 24])
                .row([0.5, -5.5, -2.5, 9], .atMost(0)).row([0.5, -1.5, -0.5, 1], .atMost(0))
                .row([1, 0, 0, 0], .atMost(1))),
        Case(
            "Kuhn's cycle",
            ProgramText(.minimize, costs: [-2, -3, 1, 12])
                .row([-2, -9, 1, 9], .atMost(0)).row([1.0 / 3, 1, -1.0 / 3, -2], .atMost(0))
                .row([2, 3, -1, -12], .atMost(2)).program, .optimal(objective: -2)),
        optimal(
            "the steepest column with the largest pivot cycles", -272.0 / 3,
            ProgramText(.minimize, [-39.0, -71, 29, 62, 84].map { (.between(0, 1), $0) })
                .row([-61, -43, 7, 15, 31], .atMost(0)).row([-67, 64, -85, -23, 66], .atMost(0))
                .row([-21, 59, -57, 50, 9], .atMost(0))),
        kleeMinty(size: 8), assignment(size: 12),
    ]

    private static func kleeMinty(size: Int) -> Case {
        func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { value, _ in value * base } }
        var text = ProgramText(.maximize, costs: (1...size).map { power(2, size - $0) })
        for row in 1...size {
            let coefficients = (1..<row).map { power(2, row - $0 + 1) }
            text = text.row(coefficients + [1], .atMost(power(5, row)))
        }
        return optimal("Klee and Minty's cube in \(size) dimensions", power(5, size), text)
    }

    /// All costs equal: every one of the factorially many corners is best, and each is degenerate.
    private static func assignment(size: Int) -> Case {
        var text = ProgramText(.minimize, costs: [Double](repeating: 1, count: size * size))
        for line in 0..<size {
            text = text.row((0..<(size * size)).map { $0 / size == line ? 1 : 0 }, .exactly(1))
                .row((0..<(size * size)).map { $0 % size == line ? 1 : 0 }, .exactly(1))
        }
        return optimal("assignment with all costs equal", Double(size), text)
    }
}
