#if GLPK
    internal import CGLPK
    internal import LinearProgramming

    /// One validated program in the layout that the C function takes, and the way back.
    struct GLPKCall {
        private let program: LinearProgram
        private var header = stratos_glpk_program()
        /// Costs, lower and upper bounds of variables, lower and upper bounds of rows, coefficients.
        private let numbers: [Double]
        /// The row of each coefficient, then the variable of each coefficient.
        private let indices: [Int32]

        init(_ program: LinearProgram, _ limits: LinearProgramLimits) throws(LinearProgramError) {
            self.program = program
            let triplets = program.rows.enumerated().flatMap { row, constraint in
                constraint.terms.lazy.filter { $0.coefficient != 0 }.map { (row: row, term: $0) }
            }
            header.maximize = program.direction == .maximize ? 1 : 0
            header.constant = program.constant
            header.variables = try Self.count(program.variables.count, "variables")
            header.rows = try Self.count(program.rows.count, "rows")
            header.coefficients = try Self.count(triplets.count, "coefficients")
            header.iteration_limit = Int32(clamping: max(0, limits.iterations ?? .max))
            header.milliseconds_limit = Self.milliseconds(limits.duration)

            let (variables, rows) = (program.variables, program.rows)
            numbers =
                variables.map(\.cost) + variables.map(\.bounds.lower) + variables.map(\.bounds.upper)
                + rows.map(\.bounds.lower) + rows.map(\.bounds.upper) + triplets.map(\.term.coefficient)
            indices =
                triplets.map { Int32(clamping: $0.row) } + triplets.map { Int32(clamping: $0.term.variable.index) }
        }

        func run() throws(LinearProgramError) -> LinearProgramResult {
            let (variables, rows) = (program.variables.count, program.rows.count)
            var answer = stratos_glpk_answer()
            var results = [Double](repeating: .nan, count: 2 * variables + rows)
            results.withUnsafeMutableBufferPointer { results in
                answer.values = results.baseAddress
                answer.reduced_costs = results.baseAddress?.advanced(by: variables)
                answer.duals = results.baseAddress?.advanced(by: 2 * variables)
                call(&answer)
            }
            let solution = LinearProgramSolution(
                objective: answer.objective,
                values: Array(results[..<variables]),
                rowDuals: Array(results[(2 * variables)...]),
                reducedCosts: Array(results[variables..<(2 * variables)]))
            return try result(of: answer, solution)
        }

        private func call(_ answer: inout stratos_glpk_answer) {
            let (variables, rows) = (program.variables.count, program.rows.count)
            var header = header
            numbers.withUnsafeBufferPointer { numbers in
                indices.withUnsafeBufferPointer { indices in
                    header.costs = numbers.baseAddress
                    header.variable_lower = numbers.baseAddress?.advanced(by: variables)
                    header.variable_upper = numbers.baseAddress?.advanced(by: 2 * variables)
                    header.row_lower = numbers.baseAddress?.advanced(by: 3 * variables)
                    header.row_upper = numbers.baseAddress?.advanced(by: 3 * variables + rows)
                    header.coefficient_values = numbers.baseAddress?.advanced(by: 3 * variables + 2 * rows)
                    header.coefficient_rows = indices.baseAddress
                    header.coefficient_variables = indices.baseAddress?.advanced(by: indices.count / 2)
                    stratos_glpk_solve(&header, &answer)
                }
            }
        }

        private func result(
            of answer: stratos_glpk_answer, _ solution: LinearProgramSolution
        ) throws(LinearProgramError) -> LinearProgramResult {
            let iterations = Int(answer.iterations)
            switch Int(answer.status) {
            case Int(STRATOS_GLPK_OPTIMAL): return try .checked(solution, of: program, iterations: iterations)
            case Int(STRATOS_GLPK_INFEASIBLE): return .infeasible(iterations: iterations)
            case Int(STRATOS_GLPK_UNBOUNDED): return .unbounded(iterations: iterations)
            case Int(STRATOS_GLPK_LIMIT): return .limit(iterations: iterations)
            default: throw .init(.solverFailed, "GLPK failed: \(Self.message(of: answer)); scale the program")
            }
        }

        private static func message(of answer: stratos_glpk_answer) -> String {
            withUnsafeBytes(of: answer.message) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
        }

        private static func count(_ count: Int, _ what: String) throws(LinearProgramError) -> Int32 {
            // GLPK itself stops at these numbers.
            guard count <= 100_000_000 else {
                throw .init(.tooLarge, "\(count) \(what); GLPK takes at most 100 million")
            }
            return Int32(clamping: count)
        }

        /// Whole milliseconds, rounded up, with GLPK's largest number for no limit.
        private static func milliseconds(_ duration: Duration?) -> Int32 {
            guard let (seconds, attoseconds) = duration?.components else { return .max }
            guard seconds < 2_000_000 else { return .max }
            let rounded = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
            return Int32(clamping: max(0, max(0, seconds) * 1000 + rounded))
        }
    }
#endif
