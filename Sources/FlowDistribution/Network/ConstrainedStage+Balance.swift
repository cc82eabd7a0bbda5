internal import LinearProgramming

/// Of all distributions with the smallest footprint, the one whose fullest limited link is the least full.
///
/// With all limits scaled by `z` the smallest footprint is a convex function of `z` that never rises, and what is wanted
/// is the smallest `z` at which it is still what it was. Each answer of the dual simplex at too small a `z` gives a line
/// under that function, from its prices, and where the line comes down to the footprint is a better `z` (Newton's
/// method); an answer at which the footprint is kept is a bound from above. Where there is no answer at all, halving is
/// quicker than the lines.
extension ConstrainedStage {
    /// - Parameter footprint: that of the optimum that the stages have found.
    /// - Returns: whether the network now holds a balanced optimum; where not, it holds nothing of use.
    mutating func balance(
        _ problem: borrowing DistributionProblem, _ stage: inout NetworkStage, footprint: Double, dust: Double
    ) -> Bool {
        guard prepareBalance(problem, &stage, dust: dust) else { return false }
        let tolerance = 1e-9 * max(footprint, stage.pooled.totalVolume)
        // Balance is a nicety, and may take some times as long as the optimum itself, but not for ever.
        let end = steps + 2_000 + 10 * steps
        var (low, high) = (0.0, 1.0)
        var scale = 0.5
        for _ in 0..<80 {
            scaleLimits(by: scale)
            switch resume(stage, limit: max(0, end - steps), dust: dust) {
            case .optimal where stage.footprint - footprint <= tolerance:
                high = scale
            case .optimal:
                low = max(low, raised(scale, by: stage.footprint - footprint))
                scale = low
                if low < high - Self.finest { continue }
            case .infeasible:
                low = max(low, raised(scale, by: shortage))
            case .trouble: return false
            }
            if high - low <= Self.finest { return finish(stage, at: high, footprint + tolerance, dust: dust) }
            scale = (low + high) / 2
        }
        return false
    }

    /// Loads this near to one another count as equal.
    private static let finest = 1e-6

    /// Ends where the footprint is known to be kept.
    private mutating func finish(
        _ stage: borrowing NetworkStage, at scale: Double, _ most: Double, dust: Double
    ) -> Bool {
        scaleLimits(by: scale)
        return resume(stage, limit: 2_000 + steps, dust: dust) == .optimal && stage.footprint <= most
    }

    /// The scale at which the line of the last answer's prices has come down by an amount.
    private func raised(_ scale: Double, by amount: Double) -> Double {
        let slope = limitsWorth
        return slope > 0 ? min(1, scale + amount / slope) : scale
    }
}
