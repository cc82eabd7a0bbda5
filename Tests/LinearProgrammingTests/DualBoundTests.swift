import LinearProgramming
import Testing

/// What prices prove, and that no answer gets out which they do not prove.
struct DualBoundTests {
    /// max 3x + 5y + 10 with x ≥ 0, 0 ≤ y ≤ 6, 3x + 2y ≤ 18, x ≤ 4: 46 at (2, 6), price of the row 1.
    private var program: LinearProgram {
        var program = LinearProgram(.maximize, constant: 10)
        let (x, y) = (program.addVariable("x", cost: 3), program.addVariable("y", .between(0, 6), cost: 5))
        program.addRow("mix", .atMost(18), [.init(x, 3), .init(y, 2)])
        program.addRow("cap", .atMost(4), [.init(x, 1)])
        return program
    }

    @Test(arguments: [([1.0, 0], 46.0), ([1.5, 0], 49), ([0, 3], 52), ([0, 0], .infinity), ([0.5, 0], .infinity)])
    func boundsTheObjective(prices: [Double], bound: Double) {
        #expect(program.dualBound(at: prices).value == bound)
    }

    @Test(arguments: [[1.0], [1, 0, 0], [.nan, 0], [-1, 6]])
    func provesNothingFromNonsense(prices: [Double]) {
        #expect(program.dualBound(at: prices).value == .infinity)
    }

    @Test func boundsFromBelowWhenMinimising() {
        var program = LinearProgram(.minimize)
        let x = program.addVariable("x", cost: 2)
        program.addRow("need", .atLeast(3), [.init(x, 1)])
        #expect(program.dualBound(at: [2]).value == 6)
        #expect(program.dualBound(at: [1]).value == 3)
        #expect(program.dualBound(at: [3]).value == -.infinity)
    }

    @Test func checkedLetsThroughWhatIsProvenOnly() throws {
        func solution(_ values: [Double], _ prices: [Double], _ objective: Double) -> LinearProgramSolution {
            .init(objective: objective, values: values, rowDuals: prices, reducedCosts: [0, 3])
        }
        let good = solution([2, 6], [1, 0], 46)
        #expect(try LinearProgramResult.checked(good, of: program, iterations: 1).solution == good)
        for bad in [
            solution([2, 6.1], [1, 0], 46), solution([2, 5], [1, 0], 41), solution([2, 6], [-1, 0], 46),
            solution([2, 6], [1.5, 0], 46), solution([2, 6], [1, 0], .nan), solution([2, 6], [1, .infinity], 46),
        ] {
            #expect(throws: LinearProgramError(.numericalTrouble, "")) {
                try LinearProgramResult.checked(bad, of: program, iterations: 1)
            }
        }
    }
}
