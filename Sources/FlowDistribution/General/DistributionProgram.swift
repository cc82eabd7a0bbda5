internal import CloudTopology
package import LinearProgramming

/// A distribution problem as a linear program: one variable for each edge, which is what goes from one site to one
/// site on one gap of a chain (Stratos § 5.1, Figure 6, in the corrected reading).
///
/// A variable is the forward volume on its edge. There are rows for conservation at every instance of every position,
/// for the volume of every source, for the load band of every instance (one row over all chains that share it), and
/// for those limits of rack pairs and links that can have traffic. Costs are divided by ``costUnit``, so that solvers,
/// whose tolerances are fixed, meet costs of about 1. Chains and sources without volume have no edges.
///
/// - Precondition: the problem makes sense (``DistributionProblem/validate()``).
package struct DistributionProgram: Sendable {
    /// Which question the program asks.
    package enum Form: Hashable, Sendable {
        /// The smallest footprint within all limits. Every load band must contain a number.
        case strict
        /// The smallest total by which limits and capacities must be raised.
        case shortfall
        /// With every chain carrying a part of its volume: the most volume carried.
        case mostCarried
        /// The smallest footprint that carries at least this much.
        case carrying(atLeast: Double)

        /// Whether there are variables for the carried parts.
        var isElastic: Bool { self != .strict && self != .shortfall }
        /// Whether the objective is the footprint.
        var minimizesFootprint: Bool { self != .shortfall && self != .mostCarried }
    }

    package struct Edge: Hashable, Sendable {
        package var chain: Int
        /// The position that it leads into; the number of positions for the way to the sinks.
        package var gap: Int
        package var from: SiteID
        package var to: SiteID
        /// Of one unit of forward volume, in both directions.
        package var cost: Double
    }

    package let problem: DistributionProblem
    package let coefficients: DistributionCoefficients
    package let form: Form
    package internal(set) var program: LinearProgram
    /// Variable `e` is the volume on edge `e`.
    package internal(set) var edges: [Edge] = []
    /// A power of two by which costs were divided.
    package internal(set) var costUnit = 1.0

    /// The part of each chain's volume that is carried; only in elastic forms, and nil for chains without volume.
    var parts: [LinearProgram.VariableID?] = []
    /// By how much each limit is raised, then each capacity, by site; only in the shortfall form.
    var raises: [Resource: LinearProgram.VariableID] = [:]
    var rows = Rows()

    /// What has a row and may have a price or a shortfall.
    enum Resource: Hashable, Sendable {
        /// A limit by its position among the bandwidth limits, followed by the link limits.
        case limit(Int)
        case capacity(SiteID)
    }

    /// Where the rows are that have prices.
    struct Rows: Hashable, Sendable {
        /// The load bands by site: one row each, or two in elastic forms, where the bands move.
        var bands: [SiteID: [LinearProgram.RowID]] = [:]
        /// Limits, and capacities that have rows of their own.
        var resources: [Resource: LinearProgram.RowID] = [:]
    }

    /// - Complexity: linear in the number of edges, which is quadratic in the number of instances.
    package init(_ problem: DistributionProblem, _ form: Form) {
        self.problem = problem
        self.form = form
        coefficients = DistributionCoefficients(problem)
        program = LinearProgram(form == .mostCarried ? .maximize : .minimize)
        var draft = RowDraft(problem)
        addEdges(to: &draft)
        addParts(to: &draft)
        addBands(&draft)
        addLimits(&draft)
        draft.balances.forEach { program.addRow($0.name, $0.bounds, $0.terms) }
    }
}
