/// How much load an instance is to have: its fair part, and how far the load may lie from it (Stratos § 5.1, Eq. 5).
///
/// The load of an instance is all that enters it: the forward volume of every chain that lists it, and what the sinks
/// send back where a chain has a reverse volume. Units are those of the problem's volumes.
public struct LoadBand: Hashable, Sendable {
    public var site: SiteID
    /// τ: what enters the positions that list the instance, times its size over the sizes of all instances there.
    public var target: Double
    /// (1 − ε) · target.
    public var lowest: Double
    /// The smaller of (1 + ε) · target and the capacity.
    public var highest: Double
    /// (1 + ε) · target: the most load if the capacity were large enough.
    public var highestByLeeway: Double

    init(site: SiteID, target: Double, leeway: Double, capacity: Double) {
        self.site = site
        self.target = target
        lowest = (1 - leeway) * target
        highestByLeeway = (1 + leeway) * target
        highest = min(highestByLeeway, capacity)
    }

    /// Whether no load will do, because the capacity is below the lowest load; what rounding makes of equal numbers
    /// does not count.
    public var isEmpty: Bool { highest < lowest - 1e-12 * target }

    /// Whether the capacity, not the leeway, decides how much load there may be.
    var isCutByCapacity: Bool { highest < highestByLeeway }
}

extension DistributionProblem {
    /// The load band of every instance that a chain lists, in the order of the sites.
    ///
    /// ```swift
    /// for band in problem.loadBands() where band.isEmpty {
    ///     print("\(problem.sites[band.site.index].name) is too small for its part")
    /// }
    /// ```
    ///
    /// - Complexity: linear in the size of the problem.
    public func loadBands() -> [LoadBand] {
        DistributionCoefficients(self).bands.compactMap { $0 }
    }
}
