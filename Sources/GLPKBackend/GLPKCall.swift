#if GLPK
    internal import CGLPK
    internal import LinearProgramming

    /// One validated program in the layout that the C function takes, and the raw answer back.
    struct GLPKCall {
        /// What the C function wrote.
        struct Answer {
            var raw: stratos_glpk_answer
            var values: [Double]
            var reducedCosts: [Double]
            var duals: [Double]

            var message: String {
                withUnsafeBytes(of: raw.message) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
            }
        }

        private var header = stratos_glpk_program()
        private let variables: Int
        private let rows: Int
        /// Costs, lower and upper bounds of variables, lower and upper bounds of rows.
        private var numbers: [Double] = []
        private var coefficients: [Double] = []
        private var coefficientRows: [Int32] = []
        private var coefficientVariables: [Int32] = []

        init(_ program: LinearProgram, _ limits: LinearProgramLimits) throws(LinearProgramError) {
            (variables, rows) = (program.variables.count, program.rows.count)
            header.maximize = program.direction == .maximize ? 1 : 0
            header.constant = program.constant
            header.variables = try Self.count(variables, "variables")
            header.rows = try Self.count(rows, "rows")
            header.coefficients = try Self.count(Self.coefficientCount(program), "coefficients")
            header.iteration_limit = Int32(clamping: max(0, limits.iterations ?? Self.patience(variables + rows)))
            header.milliseconds_limit = Self.milliseconds(limits.duration)
            header.megabytes_limit = Int32(clamping: limits.megabytes ?? 0)
            fill(program)
        }

        private mutating func fill(_ program: LinearProgram) {
            numbers.reserveCapacity(3 * variables + 2 * rows)
            numbers += program.variables.lazy.map(\.cost)
            numbers += program.variables.lazy.map(\.bounds.lower)
            numbers += program.variables.lazy.map(\.bounds.upper)
            numbers += program.rows.lazy.map(\.bounds.lower)
            numbers += program.rows.lazy.map(\.bounds.upper)
            let count = Int(header.coefficients)
            coefficients.reserveCapacity(count)
            coefficientRows.reserveCapacity(count)
            coefficientVariables.reserveCapacity(count)
            for (index, row) in program.rows.enumerated() {
                for term in row.terms where term.coefficient != 0 {
                    coefficients.append(term.coefficient)
                    coefficientRows.append(Int32(clamping: index))
                    coefficientVariables.append(Int32(clamping: term.variable.index))
                }
            }
        }

        func run(_ options: GLPKOptions) -> Answer {
            var raw = stratos_glpk_answer()
            var results = [Double](repeating: .nan, count: 2 * variables + rows)
            results.withUnsafeMutableBufferPointer { results in
                raw.values = results.baseAddress
                raw.reduced_costs = results.baseAddress?.advanced(by: variables)
                raw.duals = results.baseAddress?.advanced(by: 2 * variables)
                call(options, &raw)
            }
            return Answer(
                raw: raw, values: Array(results[..<variables]),
                reducedCosts: Array(results[variables..<(2 * variables)]), duals: Array(results[(2 * variables)...]))
        }

        private func call(_ options: GLPKOptions, _ answer: inout stratos_glpk_answer) {
            var header = header
            options.write(to: &header)
            numbers.withUnsafeBufferPointer { numbers in
                header.costs = numbers.baseAddress
                header.variable_lower = numbers.baseAddress?.advanced(by: variables)
                header.variable_upper = numbers.baseAddress?.advanced(by: 2 * variables)
                header.row_lower = numbers.baseAddress?.advanced(by: 3 * variables)
                header.row_upper = numbers.baseAddress?.advanced(by: 3 * variables + rows)
                coefficients.withUnsafeBufferPointer { coefficients in
                    coefficientRows.withUnsafeBufferPointer { rows in
                        coefficientVariables.withUnsafeBufferPointer { variables in
                            header.coefficient_values = coefficients.baseAddress
                            header.coefficient_rows = rows.baseAddress
                            header.coefficient_variables = variables.baseAddress
                            stratos_glpk_solve(&header, &answer)
                        }
                    }
                }
            }
        }

        private static func coefficientCount(_ program: LinearProgram) -> Int {
            program.rows.reduce(0) { $0 + $1.terms.count { $0.coefficient != 0 } }
        }

        private static func count(_ count: Int, _ what: String) throws(LinearProgramError) -> Int32 {
            // GLPK itself stops at these numbers.
            guard count <= 100_000_000 else {
                throw .init(.tooLarge, "\(count) \(what); GLPK takes at most 100 million")
            }
            return Int32(clamping: count)
        }

        /// Far more steps than any program of this size needs. GLPK goes in circles on some ill-conditioned programs,
        /// for ever if nothing stops it.
        private static func patience(_ size: Int) -> Int {
            100_000 + 100 * size
        }

        /// Whole milliseconds, rounded up, with GLPK's largest number for no limit.
        private static func milliseconds(_ duration: Duration?) -> Int32 {
            guard let (seconds, attoseconds) = duration?.components else { return .max }
            guard seconds < 2_000_000 else { return .max }
            let rounded = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
            return Int32(clamping: max(0, max(0, seconds) * 1000 + rounded))
        }
    }

    extension GLPKOptions {
        fileprivate func write(to header: inout stratos_glpk_program) {
            header.presolve = presolves ? 1 : 0
            header.method =
                switch method {
                case .primal: Int32(STRATOS_GLPK_PRIMAL)
                case .dual: Int32(STRATOS_GLPK_DUAL)
                case .dualThenPrimal: Int32(STRATOS_GLPK_DUAL_THEN_PRIMAL)
                }
            header.scaling =
                switch scaling {
                case .automatic: Int32(STRATOS_GLPK_SCALE_AUTOMATIC)
                case .none: Int32(STRATOS_GLPK_SCALE_NONE)
                case .geometricMean: Int32(STRATOS_GLPK_SCALE_GEOMETRIC)
                case .equilibration: Int32(STRATOS_GLPK_SCALE_EQUILIBRATE)
                }
            header.basis =
                switch crashBasis {
                case .advanced: Int32(STRATOS_GLPK_BASIS_ADVANCED)
                case .standard: Int32(STRATOS_GLPK_BASIS_STANDARD)
                case .bixby: Int32(STRATOS_GLPK_BASIS_BIXBY)
                }
        }
    }
#endif
