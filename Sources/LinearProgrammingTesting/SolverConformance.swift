public import LinearProgramming

/// A suite of linear programs that every solver has to get right, for whoever writes a `LinearProgramSolver`.
///
/// It depends on no test framework: ``failures(of:)`` returns what went wrong, in words. In Swift Testing:
///
/// ```swift
/// @Test(arguments: SolverConformance.cases)
/// func conforms(_ test: SolverConformance.Case) {
///     #expect(SolverConformance().failures(of: MySolver(), in: test).isEmpty)
/// }
/// ```
///
/// ## What the suite holds a solver to
///
/// - **optimal**: there are feasible points and none is better. The result carries a solution whose point satisfies all
///   bounds, whose objective is that of the point, and whose prices prove it: no price points to a bound that does not
///   exist, `cost = reduced cost + Σ coefficient · price`, and the bound that the prices give meets the objective.
/// - **infeasible**: no point satisfies all bounds, whatever the costs, even if the costs could fall for ever otherwise.
///   Where the result carries a certificate, it proves that.
/// - **unbounded**: there are feasible points, and the objective improves for ever among them. Where this is not known by
///   construction the suite asks the solver for a feasible point and for a direction of improvement, and checks both.
/// - **limit**: a limit was used up first. A solver may finish within the limit; if it answers, the answer has to be right.
///   A solver that ignores a limit conforms, one that turns it into an error or into another status does not.
/// - **error**: a program that makes no sense is refused with the code that `LinearProgram.validate()` gives, naming the
///   variable or row.
///
/// The same program with its objective negated and turned round has the same point and opposite prices; every case runs
/// both ways.
///
/// Random cases are drawn from a seed, always the same way, and have small whole coefficients, so that ties, degenerate
/// corners and redundant rows abound while no status hangs on rounding.
public struct SolverConformance: Sendable {
    /// How far numbers may be off, relative to the size of the numbers that they were computed from.
    public var tolerance: Double
    /// Whether `infeasible` needs a certificate. Off by default, since a certificate is optional in the protocol.
    public var requiresCertificates: Bool

    public init(tolerance: Double = 1e-6, requiresCertificates: Bool = false) {
        self.tolerance = tolerance
        self.requiresCertificates = requiresCertificates
    }

    /// Everything: the named cases and 60 seeds of every random family.
    public static let cases: [Case] = namedCases + randomCases(seeds: 0..<60)

    /// The cases that somebody thought of: known answers, cycling, statuses, shapes of bounds, limits, bad input.
    public static let namedCases: [Case] =
        knownCases + cyclingCases + statusCases + shapeCases + limitCases + badInputCases

    /// What the solver gets wrong in the given cases; empty when it conforms.
    public func failures(of solver: some LinearProgramSolver, in cases: [Case] = Self.cases) -> [Failure] {
        cases.flatMap { failures(of: solver, in: $0) }
    }

    /// What the solver gets wrong in one case, tried in both directions.
    public func failures(of solver: some LinearProgramSolver, in test: Case) -> [Failure] {
        [test, test.turnedRound].flatMap { test in
            ConformanceCheck(solver: solver, test: test, suite: self).problems()
                .map { Failure(test: test.name, message: $0) }
        }
    }
}
