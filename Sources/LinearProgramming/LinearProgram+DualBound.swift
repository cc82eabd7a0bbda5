extension LinearProgram {
    /// What prices of rows prove about the objective: no feasible point is better than this.
    ///
    /// Whatever the prices `y`, the objective is `constant + Σ y · activity + Σ d · variable` with the reduced costs
    /// `d = c − Aᵀy`; each sum is at best what the bounds allow. At an optimal solution the bound meets the objective, so
    /// the two together prove it optimal, without trusting the solver.
    ///
    /// - Parameters:
    ///   - prices: one per row, such as ``LinearProgramSolution/rowDuals``.
    ///   - tolerance: prices and reduced costs of at most this much, relative to the numbers that they come from, count as
    ///     rounding errors where they point to a bound that does not exist.
    /// - Returns: the bound and the sum of the absolute values that were added up, to measure differences by; an infinite
    ///   bound when the prices prove nothing.
    /// - Complexity: O(coefficients)
    public func dualBound(at prices: [Double], tolerance: Double = 1e-6) -> (value: Double, size: Double) {
        let nothing = direction == .minimize ? -Double.infinity : .infinity
        guard prices.count == rows.count, prices.allSatisfy(\.isFinite) else { return (nothing, 0) }
        var (reduced, sizes) = (variables.map(\.cost), variables.map { abs($0.cost) })
        let largest = prices.reduce(0) { max($0, abs($1)) }
        for (row, price) in zip(rows, prices) {
            // Rounding errors of small prices come from large ones.
            let size = max(abs(price), 1e-3 * largest)
            for term in row.terms where reduced.indices.contains(term.variable.index) {
                reduced[term.variable.index] -= term.coefficient * price
                sizes[term.variable.index] += abs(term.coefficient) * size
            }
        }
        var bound = DualBound(direction: direction, value: constant, size: abs(constant))
        for (row, price) in zip(rows, prices) { bound.add(price, row.bounds, noise: tolerance * largest) }
        for (index, variable) in variables.enumerated() {
            bound.add(reduced[index], variable.bounds, noise: tolerance * sizes[index])
        }
        return bound.value.isNaN ? (nothing, bound.size) : (bound.value, bound.size)
    }

    private struct DualBound {
        let direction: Direction
        var value: Double
        var size: Double

        /// Adds the best that `price · value` can be within the bounds.
        mutating func add(_ price: Double, _ bounds: Bounds, noise: Double) {
            guard price != 0 else { return }
            let best = (price > 0) == (direction == .minimize) ? bounds.lower : bounds.upper
            guard best.isFinite || abs(price) > noise else { return }
            value += price * best
            size += best.isFinite ? abs(price * best) : 0
        }
    }
}
