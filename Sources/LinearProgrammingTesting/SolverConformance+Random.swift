internal import LinearProgramming

extension SolverConformance {
    /// A kind of random program.
    public enum Family: String, Hashable, Sendable, CaseIterable {
        /// Has a point by construction and finite bounds everywhere.
        case feasible
        /// Carries two rows that contradict each other.
        case infeasible
        /// Has a point, and a direction in which the objective improves for ever.
        case unbounded
        /// Bounds and rows of all shapes; whatever comes.
        case anything
        /// Supplies and bands of demand on a bipartite network, every supply and most limits tight: very degenerate.
        case transport
        /// A transport problem with capacities on sets of routes; about half are infeasible.
        case transportWithSideConstraints
    }

    /// Seeded programs of every family. Those whose status is not known by construction are judged by what the solver
    /// proves.
    public static func randomCases(
        seeds: Range<UInt64>, families: [Family] = Family.allCases
    ) -> [Case] {
        families.flatMap { family in seeds.map { randomCase(family, seed: $0) } }
    }

    /// One seeded program.
    public static func randomCase(_ family: Family, seed: UInt64) -> Case {
        var generator = CaseGenerator(seed: seed)
        let (program, expectation): (LinearProgram, Expectation) =
            switch family {
            case .feasible: (generator.boxed(), .optimal(objective: nil))
            case .infeasible: (generator.contradictory(), .infeasible)
            case .unbounded: (generator.openEnded(), .unbounded)
            case .anything: (generator.anything(), .provable)
            case .transport: (generator.transport(), .optimal(objective: nil))
            case .transportWithSideConstraints: (generator.constrainedTransport(), .provable)
            }
        return Case("\(family.rawValue), seed \(seed)", program, expectation)
    }
}
