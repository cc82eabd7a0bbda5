#if GLPK
    internal import CGLPK
    internal import LinearProgramming

    /// Turns what GLPK says into a result that has been checked against the program.
    struct GLPKVerdict {
        let program: LinearProgram
        let limits: LinearProgramLimits
        let answer: GLPKCall.Answer

        private var iterations: Int { Int(answer.raw.iterations) }

        /// - Throws: `.numericalTrouble` when the answer does not hold, `.solverFailed` when there is none.
        func result() throws(LinearProgramError) -> LinearProgramResult {
            switch Int(answer.raw.status) {
            case Int(STRATOS_GLPK_OPTIMAL):
                let solution = LinearProgramSolution(
                    objective: answer.raw.objective, values: answer.values, rowDuals: answer.duals,
                    reducedCosts: answer.reducedCosts)
                return try .checked(solution, of: program, iterations: iterations)
            case Int(STRATOS_GLPK_INFEASIBLE): return try infeasible()
            case Int(STRATOS_GLPK_UNBOUNDED): return try unbounded()
            case Int(STRATOS_GLPK_LIMIT): return try limit()
            default: throw .init(.solverFailed, "GLPK failed: \(answer.message); scale the program")
            }
        }

        private func infeasible() throws(LinearProgramError) -> LinearProgramResult {
            let certificate = certificate
            guard certificate.proves(program) else {
                throw .init(.numericalTrouble, "GLPK calls the program infeasible and cannot prove it; scale it")
            }
            return .infeasible(certificate, iterations: iterations)
        }

        /// The prices of the elastic program, without the rounding errors among them: a price that points to a bound
        /// which the row does not have would spoil the proof, however small.
        private var certificate: InfeasibilityCertificate {
            let noise = 1e-11 * answer.duals.reduce(0) { max($0, abs($1)) }
            let multipliers = zip(answer.duals, program.rows).map { price, row in
                let bound = price > 0 ? row.bounds.lower : row.bounds.upper
                return abs(price) > noise && bound.isFinite ? price : 0
            }
            return InfeasibilityCertificate(multipliers: multipliers)
        }

        private func unbounded() throws(LinearProgramError) -> LinearProgramResult {
            let violation = program.largestViolation(at: answer.values)
            guard violation <= 1e-5 else {
                throw .init(.numericalTrouble, "GLPK calls the program unbounded from no feasible point; scale it")
            }
            return .unbounded(iterations: iterations)
        }

        private func limit() throws(LinearProgramError) -> LinearProgramResult {
            guard limits.iterations != nil || answer.raw.limit != Int32(STRATOS_GLPK_ITERATIONS) else {
                throw .init(.numericalTrouble, "GLPK found no end in \(iterations) steps; scale the program")
            }
            return .limit(iterations: iterations)
        }
    }
#endif
