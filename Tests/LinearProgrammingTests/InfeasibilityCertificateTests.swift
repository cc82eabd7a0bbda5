import LinearProgramming
import Testing

/// The certificate as its reader sees it: what it proves, by how much, and what it does not prove.
struct InfeasibilityCertificateTests {
    /// x + y ≤ 3 and 2x + 2y ≥ 7 for free x and y.
    private var contradiction: LinearProgram {
        var program = LinearProgram(.minimize)
        let (x, y) = (program.addVariable("x", .free), program.addVariable("y", .free))
        program.addRow("low", .atMost(3), [.init(x, 1), .init(y, 1)])
        program.addRow("high", .atLeast(7), [.init(x, 2), .init(y, 2)])
        program.addRow("other", .free, [.init(x, 1)])
        return program
    }

    @Test func measuresTheGap() {
        // 2 · low − high: at most 6 − 7 = −1 by the rows, and 0 by the variables.
        let certificate = InfeasibilityCertificate(multipliers: [2, -1, 0])
        #expect(certificate.gap(in: contradiction) == 1)
        #expect(certificate.proves(contradiction))
        #expect(certificate.rows == [.init(0), .init(1)])
    }

    @Test func scaleAndSignDoNotMatter() {
        #expect(InfeasibilityCertificate(multipliers: [-2, 1, 0]).gap(in: contradiction) == 1)
        #expect(InfeasibilityCertificate(multipliers: [2e-6, -1e-6, 0]).proves(contradiction))
    }

    @Test(arguments: [
        [1.0, -1, 0], [2, -1, 1], [1, 1, 0], [0, 0, 0], [2, -1], [2, -1, 0, 0], [.nan, -1, 0], [.infinity, 1, 0],
    ])
    func refusesWhatProvesNothing(multipliers: [Double]) {
        let certificate = InfeasibilityCertificate(multipliers: multipliers)
        #expect(!certificate.proves(contradiction))
        #expect(!(certificate.gap(in: contradiction) > 0))
    }

    @Test func usesTheBoundsOfVariables() {
        var program = LinearProgram(.maximize)
        let x = program.addVariable("x", .between(0, 1), cost: 1)
        let y = program.addVariable("y", .atMost(2))
        program.addRow("much", .between(9, 12), [.init(x, 3), .init(y, 2)])
        #expect(InfeasibilityCertificate(multipliers: [1]).gap(in: program) == 2)
        #expect(InfeasibilityCertificate(multipliers: [-0.5]).gap(in: program) == 1)
        program.addVariable("z")
        #expect(InfeasibilityCertificate(multipliers: [1]).gap(in: program) == 2)
        program.addRow("reachable", .between(5, 12), [.init(x, 3), .init(y, 2)])
        #expect(!InfeasibilityCertificate(multipliers: [0, 1]).proves(program))
    }

    @Test func forgivesRoundingOfAnUnboundedVariable() {
        var program = LinearProgram(.minimize)
        let x = program.addVariable("x", .free)
        for (bounds, coefficient) in [(LinearProgram.Bounds.atMost(0), 0.1 + 0.2), (.atLeast(1), 0.3)] {
            program.addRow("", bounds, [.init(x, coefficient)])
        }
        #expect(InfeasibilityCertificate(multipliers: [1, -1]).gap(in: program) == 1)
        #expect(InfeasibilityCertificate(multipliers: [1, -1.0001]).gap(in: program) == -.infinity)
    }

    @Test func anEmptyProgramIsNotInfeasible() {
        #expect(!InfeasibilityCertificate(multipliers: []).proves(LinearProgram(.minimize)))
    }
}
