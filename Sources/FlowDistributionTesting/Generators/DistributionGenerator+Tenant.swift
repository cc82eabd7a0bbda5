internal import CloudTopology
public import FlowDistribution

extension DistributionGenerator {
    /// A tenant of Table 3: three chains of middleboxes.
    ///
    /// Each chain draws: its volume, uniform in 10...200; its sources, 1...3, each with an equal part of the volume;
    /// its positions, 3...5; for each position the number of instances, 2...10, those, and the gain, exactly 1 with
    /// probability 0.3, else uniform in 0.5...1.5; its sinks, 1...4. Each site draws its rack when it is made. The cost
    /// is binary, the leeway 0.2; there are no capacities and no traffic on its way back, and all sizes are 1.
    ///
    /// - Parameters:
    ///   - placement: where the sites lie.
    ///   - sharesFunctions: each position of the second and third chain takes, with probability 0.4, all instances of a
    ///     position of an earlier chain, whichever is not in this chain already, with equal probability, in the place
    ///     of new ones. Gains remain those of the position.
    ///   - bandwidth: how much may go from rack to rack.
    public func tenant(
        _ placement: Placement, sharesFunctions: Bool = false, bandwidth: Bandwidth = .none
    ) -> DistributionProblem {
        var shape = ProblemShape()
        shape.chains = 3...3
        shape.sharing = sharesFunctions ? 0.4 : 0
        var builder = ProblemBuilder(
            DistributionProblem(rackCount: Self.racksOfCloud), shape, racks: placement, stream())
        var problem = builder.build()
        var numbers = bandwidthStream()
        problem.bandwidthLimits = bandwidth.limits(for: problem, &numbers)
        return problem
    }

    /// One chain of five positions with many instances each, clustered; otherwise as
    /// ``tenant(_:sharesFunctions:bandwidth:)`` draws them.
    ///
    /// - Parameters:
    ///   - instances: how many each position has; the published sizes are 50, 100, 200 and 400.
    ///   - racks: how many racks hold all sites; a fifth of the instances of one position where none is given.
    ///   - bandwidth: how much may go from rack to rack.
    public func bigTenant(
        instances: Int, racks: Int? = nil, bandwidth: Bandwidth = .loose
    ) -> DistributionProblem {
        var shape = ProblemShape()
        shape.chains = 1...1
        shape.positions = 5...5
        shape.instances = max(1, instances)...max(1, instances)
        var builder = ProblemBuilder(
            DistributionProblem(rackCount: Self.racksOfCloud), shape,
            racks: .clustered(racks: max(1, racks ?? instances / 5)), stream())
        var problem = builder.build()
        var numbers = bandwidthStream()
        problem.bandwidthLimits = bandwidth.limits(for: problem, &numbers)
        return problem
    }
}
