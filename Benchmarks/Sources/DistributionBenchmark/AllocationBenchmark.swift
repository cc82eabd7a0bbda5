import CRivals
import FlowDistribution
import FlowDistributionTesting

/// Counts what our solver asks of the allocator once its workspace has grown.
struct AllocationBenchmark {
    struct Miscount: Error, CustomStringConvertible {
        var description: String
    }

    let options: BenchmarkOptions

    /// Makes sure that counts can be believed.
    static func check() throws {
        let nothing = count {}
        let arrays = count {
            for length in 1...3 { consume([Int](repeating: 0, count: 1_000 * length)) }
        }
        guard nothing == 0, arrays == 3 else {
            throw Miscount(
                description: "allocations are not counted right: 0 and 3 counted as \(nothing) and \(arrays)")
        }
    }

    @inline(never)
    private static func consume(_ array: [Int]) {}

    private static func count(_ body: () throws -> Void) rethrows -> Int {
        allocation_count_start()
        defer { _ = allocation_count_stop() }
        try body()
        return Int(allocation_count_stop())
    }

    /// The largest number of allocations in one solve, over the tenants of all Table-3 families.
    func run() throws -> [AllocationReport] {
        let problems = Family.tableThree(options).map { family in
            (0..<10).map { family.problem(DistributionGenerator(seed: options.seed * 1_000 + $0)) }
        }.joined()
        return [
            AllocationReport(what: "warm re-solve with other volumes", counts: try problems.map(warm)),
            AllocationReport(
                what: "whole solve, reused workspace",
                counts: try problems.map { try repeated($0) { try $0.minimum($1) } }),
            AllocationReport(
                what: "whole solve with written answer",
                counts: try problems.map { try repeated($0) { try $0.answer($1) } }),
        ]
    }

    private func warm(_ problem: DistributionProblem) throws -> Int {
        let solver = OwnSolver()
        let volumes = problem.chains.map(\.volume)
        let changed = volumes.map { $0 * 1.05 }
        _ = try solver.minimum(problem)
        _ = try solver.again(volumes: changed)
        _ = try solver.again(volumes: volumes)
        return try Self.count { _ = try solver.again(volumes: changed) }
    }

    private func repeated(
        _ problem: DistributionProblem, _ solve: (OwnSolver, DistributionProblem) throws -> OwnSolver.Outcome
    ) throws -> Int {
        let solver = OwnSolver()
        for _ in 0..<2 { _ = try solve(solver, problem) }
        return try Self.count { _ = try solve(solver, problem) }
    }
}

struct AllocationReport: Codable {
    var what: String
    var least: Int
    var median: Int
    var most: Int

    init(what: String, counts: [Int]) {
        let spread = Spread(counts.map(Double.init))
        self.what = what
        (least, median, most) = (Int(spread.lowest), Int(spread.median), Int(spread.highest))
    }
}
