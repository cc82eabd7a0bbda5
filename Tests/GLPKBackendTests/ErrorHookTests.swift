#if GLPK
    import CGLPK
    import Testing

    /// What the C function does when GLPK itself refuses its input, which validation normally prevents: GLPK would end
    /// the process; we get its message and go on.
    struct ErrorHookTests {
        @Test(arguments: [Int32(7), -3])
        func anIndexThatGLPKRefusesComesBackAsAFailure(index: Int32) {
            for _ in 0..<3 {
                let answer = solve(variable: index)
                #expect(answer.status == Int32(STRATOS_GLPK_FAILED))
                #expect(message(of: answer).contains("glp_load_matrix"), "\(message(of: answer))")
            }
            #expect(solve(variable: 0).status == Int32(STRATOS_GLPK_OPTIMAL))
        }

        /// All that GLPK says with presolve is "no dual feasible point"; the C function itself finds out more.
        @Test func decidesWhatThePresolverLeavesOpen() {
            // Minimises −x for x ≥ 1 and x ≥ −9.
            let answer = solve(variable: 0, numbers: [-1, 1, Double.infinity, -9, Double.infinity, 1], presolve: 1)
            #expect(answer.status == Int32(STRATOS_GLPK_UNBOUNDED), "\(message(of: answer))")
        }

        /// Minimises x in 1...2 under one row that names the variable with the given index.
        private func solve(
            variable: Int32, numbers: [Double] = [1, 1, 2, 0, 9, 1], presolve: Int32 = 0
        ) -> stratos_glpk_answer {
            var program = stratos_glpk_program()
            var answer = stratos_glpk_answer()
            let indices: [Int32] = [0, variable]
            program.presolve = presolve
            var results = [Double](repeating: 0, count: 3)
            (program.variables, program.rows, program.coefficients) = (1, 1, 1)
            (program.iteration_limit, program.milliseconds_limit) = (.max, .max)
            numbers.withUnsafeBufferPointer { numbers in
                indices.withUnsafeBufferPointer { indices in
                    results.withUnsafeMutableBufferPointer { results in
                        program.costs = numbers.baseAddress
                        program.variable_lower = numbers.baseAddress?.advanced(by: 1)
                        program.variable_upper = numbers.baseAddress?.advanced(by: 2)
                        program.row_lower = numbers.baseAddress?.advanced(by: 3)
                        program.row_upper = numbers.baseAddress?.advanced(by: 4)
                        program.coefficient_values = numbers.baseAddress?.advanced(by: 5)
                        program.coefficient_rows = indices.baseAddress
                        program.coefficient_variables = indices.baseAddress?.advanced(by: 1)
                        answer.values = results.baseAddress
                        answer.reduced_costs = results.baseAddress?.advanced(by: 1)
                        answer.duals = results.baseAddress?.advanced(by: 2)
                        stratos_glpk_solve(&program, &answer)
                    }
                }
            }
            return answer
        }

        private func message(of answer: stratos_glpk_answer) -> String {
            withUnsafeBytes(of: answer.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
    }
#endif
