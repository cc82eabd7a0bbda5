import LinearProgramming
import LinearProgrammingTesting
import Testing

/// The suite itself: solvers that are right but for one thing do not conform.
struct BrokenSolverTests {
    /// The reference simplex with a fault.
    struct BrokenSolver: LinearProgramSolver, CustomTestStringConvertible {
        typealias Result = Swift.Result<LinearProgramResult, LinearProgramError>

        var name: String
        /// What the suite has to say about it.
        var complaint: String
        var fault: @Sendable (LinearProgram, LinearProgramLimits, Result) -> Result

        var testDescription: String { name }

        func solve(
            _ program: LinearProgram, limits: LinearProgramLimits
        ) throws(LinearProgramError) -> LinearProgramResult {
            try fault(
                program, limits,
                Result { () throws(LinearProgramError) in
                    try ReferenceSimplex().solve(program, limits: limits)
                }
            ).get()
        }
    }

    private static let cases = SolverConformance.namedCases + SolverConformance.randomCases(seeds: 0..<6)

    @Test(arguments: faults)
    func isCaught(_ solver: BrokenSolver) {
        let failures = SolverConformance(requiresCertificates: true).failures(of: solver, in: Self.cases)
        #expect(failures.contains { $0.message.contains(solver.complaint) }, "\(failures.prefix(5))")
    }

    @Test func onlyTheFaultIsCaught() {
        let sound = BrokenSolver(name: "sound", complaint: "") { $2 }
        #expect(SolverConformance(requiresCertificates: true).failures(of: sound, in: Self.cases).isEmpty)
    }

    /// A program that minimises finds out what is wrong with maximising, and the other way round.
    @Test(arguments: [LinearProgram.Direction.minimize, .maximize])
    func everyCaseRunsBothWays(direction: LinearProgram.Direction) throws {
        let test = try #require(SolverConformance.namedCases.first { $0.program.direction == direction })
        let lame = BrokenSolver(name: "lame", complaint: "") { program, _, result in
            program.direction == direction ? result : result.map { .limit(iterations: $0.iterations) }
        }
        #expect(SolverConformance().failures(of: lame, in: test).count == 1)
    }

    @Test func certificatesAreOptionalUnlessRequired() {
        let silent = BrokenSolver(name: "silent", complaint: "") { _, _, result in
            result.map { $0.status == .infeasible ? .infeasible(iterations: $0.iterations) : $0 }
        }
        #expect(SolverConformance().failures(of: silent, in: Self.cases).isEmpty)
        #expect(!SolverConformance(requiresCertificates: true).failures(of: silent, in: Self.cases).isEmpty)
    }

    static let faults: [BrokenSolver] = [
        changing("negates the prices of rows", "reduced cost of variable") { _, old in
            .init(
                objective: old.objective, values: old.values, rowDuals: old.rowDuals.map { -$0 },
                reducedCosts: old.reducedCosts)
        },
        changing("negates all prices", "reduced cost of variable") { _, old in
            .init(
                objective: old.objective, values: old.values, rowDuals: old.rowDuals.map { -$0 },
                reducedCosts: old.reducedCosts.map { -$0 })
        },
        changing("has no prices", "the prices prove") { program, old in
            .init(
                objective: old.objective, values: old.values, rowDuals: old.rowDuals.map { _ in 0 },
                reducedCosts: program.variables.map(\.cost))
        },
        changing("forgets the constant", "says objective") { program, old in
            .init(
                objective: old.objective - program.constant, values: old.values, rowDuals: old.rowDuals,
                reducedCosts: old.reducedCosts)
        },
        changing("breaks a bound", "a bound is broken") { _, old in
            .init(
                objective: old.objective, values: old.values.map { $0 - 1e-3 }, rowDuals: old.rowDuals,
                reducedCosts: old.reducedCosts)
        },
        changing("drops the last row price", "arrays") { _, old in
            .init(
                objective: old.objective, values: old.values, rowDuals: old.rowDuals.dropLast(),
                reducedCosts: old.reducedCosts)
        },
        BrokenSolver(name: "calls all programs infeasible", complaint: "answered infeasible") { _, _, result in
            result.map { .infeasible(iterations: $0.iterations) }
        },
        BrokenSolver(name: "invents certificates", complaint: "the certificate proves nothing") { program, _, result in
            let ones = InfeasibilityCertificate(multipliers: program.rows.map { _ in 1 })
            return result.map { $0.status == .infeasible ? .infeasible(ones, iterations: $0.iterations) : $0 }
        },
        BrokenSolver(name: "calls infeasible unbounded", complaint: "no feasible point") { _, _, result in
            result.map { $0.status == .infeasible ? .unbounded(iterations: $0.iterations) : $0 }
        },
        BrokenSolver(name: "calls unbounded infeasible", complaint: "answered infeasible") { _, _, result in
            result.map { $0.status == .unbounded ? .infeasible(iterations: $0.iterations) : $0 }
        },
        BrokenSolver(name: "calls optimal unbounded", complaint: "answered unbounded") { _, _, result in
            result.map { $0.status == .optimal ? .unbounded(iterations: $0.iterations) : $0 }
        },
        BrokenSolver(name: "throws at a limit", complaint: "threw solverFailed") { _, _, result in
            guard case .success(let value) = result, value.status == .limit else { return result }
            return .failure(.init(.solverFailed, "limit"))
        },
        BrokenSolver(name: "gives up on its own", complaint: "answered limit") { _, _, result in
            result.map { .limit(iterations: $0.iterations) }
        },
        BrokenSolver(name: "accepts nonsense", complaint: "instead of throwing") { _, _, result in
            if case .success = result { return result }
            return .success(.unbounded(iterations: 0))
        },
        BrokenSolver(name: "names no place", complaint: "names no place") { _, _, result in
            result.mapError { .init($0.code, $0.message) }
        },
        BrokenSolver(name: "knows one code only", complaint: "threw solverFailed instead of") { _, _, result in
            result.mapError { .init(.solverFailed, $0.message, at: $0.place) }
        },
        BrokenSolver(name: "always minimises", complaint: "") { program, limits, result in
            guard program.direction == .maximize, (try? result.get()) != nil else { return result }
            var other = LinearProgram(.minimize, constant: program.constant)
            for old in program.variables { other.addVariable(old.name, old.bounds, cost: old.cost) }
            for row in program.rows { other.addRow(row.name, row.bounds, row.terms) }
            return Result { () throws(LinearProgramError) in try ReferenceSimplex().solve(other, limits: limits) }
        },
    ]

    private static func changing(
        _ name: String, _ complaint: String,
        _ change: @escaping @Sendable (LinearProgram, LinearProgramSolution) -> LinearProgramSolution
    ) -> BrokenSolver {
        BrokenSolver(name: name, complaint: complaint) { program, _, result in
            result.map { old in
                old.solution.map { .optimal(change(program, $0), iterations: old.iterations) } ?? old
            }
        }
    }
}
