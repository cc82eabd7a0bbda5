import CloudTopology
import FlowDistribution
import Testing

/// What makes no sense is refused as validation refuses it, and leaves no trace.
@Suite struct RefusalTests {
    @Test(
        arguments: ValidationTests.ofTheWhole + ValidationTests.ofSites + ValidationTests.ofChains
            + ValidationTests.ofVolumes + ValidationTests.ofLimits)
    func mistakesAreNamedAndLeaveNoTrace(_ mistake: ValidationTests.Mistake) throws {
        let distributor = FlowDistributor()
        let before = try distributor.solve(EdgeProblem.simple())
        var problem = ValidationTests.good
        mistake.spoil(&problem)
        let error = DistributionError(mistake.code, "", at: mistake.field)
        #expect(throws: error) { try distributor.run(problem) }
        // The problem before it is not taken for the one that was refused.
        #expect(throws: DistributionError(.empty, "", at: "")) { try distributor.distribution() }
        #expect(throws: DistributionError(.empty, "", at: "")) { try distributor.rescale(volumes: [1, 2]) }
        #expect(throws: error) { try distributor.solve(problem) }
        #expect(throws: error) { try distributor.solveElastic(problem) }
        #expect(try distributor.solve(EdgeProblem.simple()) == before)
    }

    /// Costs are asked for while the network is built, half way through.
    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func costsThatAreNoNumbers(cost: Double) throws {
        let distributor = FlowDistributor()
        let before = try distributor.solve(EdgeProblem.simple())
        var problem = EdgeProblem.simple()
        problem.cost = .function { $0 == RackPair(from: RackID(1), to: RackID(0)) ? cost : 1 }
        #expect(throws: DistributionError(.invalidNumber, "", at: "cost")) { try distributor.solve(problem) }
        #expect(throws: DistributionError(.empty, "", at: "")) { try distributor.distribution() }
        #expect(try distributor.solve(EdgeProblem.simple()) == before)
    }
}
