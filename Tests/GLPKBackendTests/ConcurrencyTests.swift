import Foundation
import GLPKBackend
import LinearProgramming
import LinearProgrammingTesting
import Testing

/// Many solves at once, each with its own answer. Every fourth one runs out of memory, which GLPK reports through its
/// error hook and would end the process with.
@Suite(.enabled(if: GLPKSolver.isAvailable, "this build has no GLPK (trait off)"))
struct ConcurrencyTests {
    private struct Job: Sendable {
        var program: LinearProgram
        var limits: LinearProgramLimits
        var options: GLPKOptions
        var status: LinearProgramResult.Status
        var objective: Double?

        func isRight() -> Bool {
            guard let result = try? GLPKSolver(options).solve(program, limits: limits) else { return false }
            guard let objective else { return result.status == status && result.solution == nil }
            let difference = abs((result.solution?.objective ?? .nan) - objective)
            return result.status == status && difference <= 1e-6 * (1 + abs(objective))
        }
    }

    @Test func tasks() async throws {
        let jobs = try Self.jobs()
        let right = await withTaskGroup(of: Bool.self) { group in
            for job in jobs { group.addTask { job.isRight() } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == jobs.count)
    }

    /// One thread per job, so that all are inside GLPK together whatever the number of processors.
    @Test func threads() async throws {
        let jobs = try Self.jobs()
        let (answers, continuation) = AsyncStream.makeStream(of: Bool.self)
        for job in jobs {
            Thread { for _ in 0..<5 { continuation.yield(job.isRight()) } }.start()
        }
        var (count, right) = (0, 0)
        for await answer in answers {
            count += 1
            right += answer ? 1 : 0
            if count == 5 * jobs.count { break }
        }
        #expect(right == count)
    }

    private static func jobs() throws -> [Job] {
        let families: [SolverConformance.Family] = [.feasible, .transportWithSideConstraints, .anything]
        return try (0..<64).map { index in
            guard index % 4 != 3 else {
                return Job(program: large, limits: .init(megabytes: 1), options: .init(), status: .limit)
            }
            let test = SolverConformance.randomCase(families[index % 3], seed: UInt64(index))
            let expected = try ReferenceSimplex().solve(test.program)
            return Job(
                program: test.program, limits: .none,
                options: .init(method: index % 2 == 0 ? .primal : .dualThenPrimal, presolves: index % 5 == 0),
                status: expected.status, objective: expected.solution?.objective)
        }
    }

    /// More coefficients than fit into a megabyte.
    private static let large: LinearProgram = {
        var program = LinearProgram(.minimize)
        let x = (0..<200).map { program.addVariable("", cost: Double($0 % 7)) }
        for row in 0..<200 { program.addRow("", .atLeast(Double(row % 5)), x.map { .init($0, 1) }) }
        return program
    }()
}
