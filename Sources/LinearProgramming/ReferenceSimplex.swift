/// A small, dense dual simplex with bounded variables: the solver that is always there.
///
/// It exists to be read, to check other solvers against, and to solve programs of up to a few hundred rows and a few
/// thousand variables in builds without a solver library. It holds rows × rows numbers, the inverse of the basis, and
/// touches those in every step; the coefficients stay sparse.
///
/// 1. `DualPhase` looks for a feasible point, from the basis of all logicals. If there is none, one row of the inverse
///    is the certificate, which is checked before it is given out.
/// 2. `PrimalPhase` removes what the first phase did to the costs. It finds the optimum, or a direction in which the
///    objective improves for ever from a feasible point; so infeasible programs never count as unbounded.
///
/// Answers are computed from an inverse that was made anew from the original coefficients, and checked against them.
///
/// ```swift
/// let result = try ReferenceSimplex().solve(program)
/// ```
public struct ReferenceSimplex: LinearProgramSolver {
    /// The most bytes that the inverse may take.
    private static let largestInverse = 200 << 20

    public init() {}

    public var name: String { "reference simplex" }

    /// - Note: Limits on time are ignored, because this target reads no clock; limit the iterations.
    /// - Throws: What ``LinearProgram/validate()`` throws; `.tooLarge` beyond about 5,000 rows; `.numericalTrouble`.
    /// - Complexity: O(rows² + coefficients) per step; usually a small multiple of the rows in steps.
    public func solve(
        _ program: LinearProgram, limits: LinearProgramLimits
    ) throws(LinearProgramError) -> LinearProgramResult {
        try program.validate()
        let bytes = try Self.bytes(for: program)
        if let megabytes = limits.megabytes, bytes > 0, (bytes - 1) >> 20 >= megabytes { return .limit(iterations: 0) }
        var state = SimplexState(ScaledProgram(program))
        let limit = min(limits.iterations ?? .max, Self.patience(with: program))
        for seed in 1...10 as ClosedRange<UInt64> {
            let (dual, primal) = (DualPhase(limit: limit, seed: seed), PrimalPhase(limit: limit))
            if let result = try Self.attempt(program, &state, dual, primal) { return result }
            if state.iterations >= limit { break }
        }
        return try Self.gaveUp(after: state.iterations, limits)
    }

    /// Both phases once; nil when rounding spoilt the outcome or no step is left.
    private static func attempt(
        _ program: LinearProgram, _ state: inout SimplexState, _ dual: DualPhase, _ primal: PrimalPhase
    ) throws(LinearProgramError) -> LinearProgramResult? {
        var (dual, primal) = (dual, primal)
        switch dual.run(on: &state) {
        case .limit, .trouble: return nil
        case .infeasible(let row):
            let certificate = state.certificate(row)
            if certificate.proves(program) { return .infeasible(certificate, iterations: state.iterations) }
            // So narrow a miss is within rounding: let the bounds give way a little more, and count less as zero.
            state.tolerance *= 10
            state.smallestPivot = max(1e-10, state.smallestPivot / 10)
            return nil
        case .feasible: break
        }
        switch primal.run(on: &state) {
        case .limit, .trouble: return nil
        case .unbounded(let ray):
            if state.isFeasible, state.provesUnbounded(ray) {
                return .unbounded(iterations: state.iterations)
            }
            state.smallestPivot = max(1e-10, state.smallestPivot / 10)
            return nil
        case .optimal:
            guard state.isFeasible else { return nil }
            return try .checked(state.solution(of: program), of: program, iterations: state.iterations)
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
            throw .init(.numericalTrouble, "no answer that holds after \(steps) steps; scale the program")
        }
        return .limit(iterations: steps)
    }

    private static func bytes(for program: LinearProgram) throws(LinearProgramError) -> Int {
        let rows = program.rows.count
        guard let bytes = BasisInverse.bytes(rowCount: rows), bytes <= largestInverse else {
            let message = "\(rows) rows exceed the dense reference solver"
            throw .init(.tooLarge, message + "; build with GLPK (the default traits) for programs of this size")
        }
        return bytes
    }
}
