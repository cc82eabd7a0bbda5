/// A small, dense, two-phase simplex with bounded variables: the solver that is always there.
///
/// It exists to be read, to check other solvers against, and to solve programs of up to a few hundred rows in builds
/// without a solver library. It holds rows × (variables + 2 · rows) numbers and touches all of them in every step.
///
/// Each row gets a logical variable equal to its activity; a row whose bounds the starting point breaks also gets an
/// artificial variable that measures the breach. Phase one drives the artificials to zero, phase two fixes them there
/// and improves the objective. The steepest reduced cost enters; after a run of steps that do not move the point,
/// Bland's rule takes over until one does, so that no basis repeats for ever.
///
/// ```swift
/// let result = try ReferenceSimplex().solve(program)
/// ```
public struct ReferenceSimplex: LinearProgramSolver {
    /// The most numbers the tableau may hold (400 megabytes).
    private static let largestTableau = 50_000_000

    public init() {}

    public var name: String { "reference simplex" }

    /// - Note: Limits on time are ignored, because this target reads no clock; limit the iterations.
    /// - Complexity: O(rows · (variables + rows)) per step; usually a small multiple of the rows in steps.
    public func solve(
        _ program: LinearProgram, limits: LinearProgramLimits
    ) throws(LinearProgramError) -> LinearProgramResult {
        try program.validate()
        try checkSize(of: program)
        var tableau = SimplexTableau(program)
        var steps = SimplexSteps(limit: min(limits.iterations ?? .max, Self.patience(with: program)))

        switch steps.minimize(tableau.infeasibilityCosts, on: &tableau) {
        case .limit: return try Self.gaveUp(after: steps.count, limits)
        // The sum of artificials cannot fall for ever; only rounding can make it seem so.
        case .unbounded: throw .init(.numericalTrouble, "phase one diverged; scale the program")
        case .optimal: break
        }
        guard tableau.artificialsAreZero else { return .infeasible(iterations: steps.count) }
        tableau.fixArtificials()

        switch steps.minimize(tableau.objectiveCosts(of: program), on: &tableau) {
        case .limit: return try Self.gaveUp(after: steps.count, limits)
        case .unbounded: return .unbounded(iterations: steps.count)
        case .optimal:
            let solution = tableau.solution(of: program)
            return try .checked(solution, of: program, iterations: steps.count)
        }
    }

    /// Far more steps than any program of this size needs; beyond it, rounding must have sent the method in circles.
    private static func patience(with program: LinearProgram) -> Int {
        10_000 + 1_000 * (program.variables.count + program.rows.count)
    }

    private static func gaveUp(
        after steps: Int, _ limits: LinearProgramLimits
    ) throws(LinearProgramError) -> LinearProgramResult {
        guard let limit = limits.iterations, steps >= limit else {
            throw .init(.numericalTrouble, "no end after \(steps) steps; scale the program")
        }
        return .limit(iterations: steps)
    }

    private func checkSize(of program: LinearProgram) throws(LinearProgramError) {
        let rows = program.rows.count
        let (cells, overflow) = rows.multipliedReportingOverflow(by: program.variables.count + 2 * rows)
        guard !overflow, cells <= Self.largestTableau else {
            let message = "\(rows) rows and \(program.variables.count) variables exceed the dense reference solver"
            throw .init(.tooLarge, message + "; build with GLPK (the default traits) for programs of this size")
        }
    }
}
