internal import LinearProgramming

extension SolverConformance {
    /// Programs without a best point, and those that only look so.
    static let statusCases: [Case] = [
        Case(
            "a row beyond the reach of its variables",
            ProgramText(.minimize, [(.between(0, 1), 1)]).row([2], .atLeast(3)).program, .infeasible),
        Case(
            "rows that contradict each other",
            ProgramText(.minimize, [(.free, 1), (.free, 1)])
                .row([1, 1], .atMost(3)).row([2, 2], .atLeast(7)).program, .infeasible),
        Case(
            "an empty row that wants something", ProgramText(.minimize, costs: []).row([], .atLeast(1)).program,
            .infeasible),
        Case(
            "a row of zeros that wants something", ProgramText(.minimize, [(.free, 0)]).row([0], .exactly(-2)).program,
            .infeasible),
        Case(
            "infeasible by three rows together",
            ProgramText(.maximize, costs: [1, 1, 1])
                .row([1, -1, 0], .atLeast(1)).row([0, 1, -1], .atLeast(1)).row([-1, 0, 1], .atLeast(-1)).program,
            .infeasible),
        Case(
            "infeasible, though the costs would fall for ever",
            ProgramText(.maximize, [(.free, 1), (.nonNegative, 1), (.nonNegative, 0)])
                .row([0, 1, -1], .free).row([0, 0, 1], .atMost(-1)).program, .infeasible),
        Case(
            "infeasible with its dual",
            ProgramText(.maximize, costs: [1, 1]).row([1, -1], .atMost(-1)).row([-1, 1], .atMost(-1)).program,
            .infeasible),
        Case(
            "unbounded along an edge",
            ProgramText(.maximize, costs: [1, 0]).row([1, -1], .atMost(1)).program, .unbounded),
        Case("unbounded without rows", ProgramText(.minimize, [(.free, 1)]).program, .unbounded),
        Case(
            "unbounded after a first step to feasibility",
            ProgramText(.minimize, [(.nonNegative, -1), (.nonNegative, 0), (.free, 0)])
                .row([1, -1, 0], .exactly(0)).row([0, 1, 1], .atLeast(5)).program, .unbounded),
        Case(
            "unbounded through a free variable with an equation",
            ProgramText(.maximize, [(.free, 1), (.free, -1)]).row([1, 1], .exactly(2)).program, .unbounded),
        optimal(
            "open feasible set, bounded objective", 2,
            ProgramText(.minimize, costs: [1, 1]).row([1, 1], .atLeast(2)).row([1, -1], .free)),
        optimal(
            "feasible in a single point", 3,
            ProgramText(.minimize, [(.free, 1)]).row([1], .atMost(3)).row([1], .atLeast(3))),
    ]

    /// Bounds and rows of every shape.
    static let shapeCases: [Case] = [
        optimal(
            "free variables, an equation and a range", -5,
            ProgramText(.minimize, [(.free, 1), (.atMost(-2), 0)])
                .row([1, 1], .exactly(-7)).row([0, 2], .between(-8, -3))),
        optimal("a range at its lower end", 2, ProgramText(.minimize, costs: [1]).row([1], .between(2, 5))),
        optimal("a range at its upper end", 5, ProgramText(.maximize, costs: [1]).row([1], .between(2, 5))),
        optimal(
            "fixed variables only", 7,
            ProgramText(.minimize, [(.exactly(2), 2), (.exactly(-3), -1)]).row([1, 1], .between(-1, -1))),
        Case(
            "fixed variables that break a row",
            ProgramText(.minimize, [(.exactly(2), 2), (.exactly(-3), -1)]).row([1, 1], .atLeast(0)).program, .infeasible
        ),
        optimal(
            "an upper bound only", 4,
            ProgramText(.minimize, [(.atMost(-4), 0), (.atMost(-4), -1)]).row([1, -1], .atMost(0))),
        optimal("negative bounds", -9, ProgramText(.minimize, [(.between(-9, -2), 1)]).row([1], .atMost(-2))),
        optimal(
            "a free row beside one that binds", 12,
            ProgramText(.maximize, costs: [3]).row([1], .free).row([1], .atMost(4))),
        optimal(
            "boxes that decide alone", 11,
            ProgramText(.maximize, [(.between(0, 3), 2), (.between(-1, 5), 1)]).row([1, 1], .atMost(100))),
        optimal(
            "numbers of different size", 2e6,
            ProgramText(.minimize, costs: [2000, 1]).row([0.001, 0], .atLeast(1)).row([0, 1000], .atLeast(0))),
    ]
}
