/// The loop of the simplex method: choose a column, choose how far it goes, exchange it with the row that stops it.
struct SimplexSteps {
    enum Outcome {
        case optimal, unbounded, limit
    }

    private struct Entering {
        var column: Int
        /// 1 when the column grows, -1 when it shrinks.
        var direction: Double
    }

    private struct Leaving {
        var length: Double
        /// The row whose basic column reaches a bound; nil when the entering column reaches its own other bound.
        var row: Int?
        var bound: Double
    }

    private static let pivotTolerance = 1e-9
    private let limit: Int
    private(set) var count = 0
    /// Steps in a row that did not move the point.
    private var stalled = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Minimises `Σ cost · column`, starting at and updating the tableau's point.
    mutating func minimize(_ costs: [Double], on tableau: inout SimplexTableau) -> Outcome {
        tableau.price(costs)
        stalled = 0
        let tolerance = 1e-9 * costs.reduce(0) { max($0, abs($1)) }
        while let entering = choose(tableau, tolerance) {
            guard count < limit else { return .limit }
            guard let leaving = ratioTest(entering, tableau) else { return .unbounded }
            count += 1
            stalled = leaving.length > 0 ? 0 : stalled + 1
            perform(entering, leaving, on: &tableau)
        }
        return .optimal
    }

    /// Bland's rule (lowest index first) while the method stalls, the steepest reduced cost otherwise.
    private func usesBland(_ tableau: SimplexTableau) -> Bool {
        stalled > tableau.rowCount
    }

    private func choose(_ tableau: SimplexTableau, _ tolerance: Double) -> Entering? {
        var best: Entering?
        var steepest = tolerance
        for column in 0..<tableau.columnCount where !tableau.isBasic[column] {
            let slope = tableau.reducedCosts[column]
            let (bounds, value) = (tableau.bounds(of: column), tableau.values[column])
            guard abs(slope) > steepest, slope < 0 ? value < bounds.upper : value > bounds.lower else { continue }
            best = Entering(column: column, direction: slope < 0 ? 1 : -1)
            if usesBland(tableau) { break }
            steepest = abs(slope)
        }
        return best
    }

    private func ratioTest(_ entering: Entering, _ tableau: SimplexTableau) -> Leaving? {
        let own = tableau.bounds(of: entering.column)
        let far = entering.direction > 0 ? own.upper : own.lower
        var best = Leaving(length: abs(far - tableau.values[entering.column]), row: nil, bound: far)
        for row in 0..<tableau.rowCount {
            let slope = -tableau.cell(row, entering.column) * entering.direction
            guard abs(slope) > Self.pivotTolerance else { continue }
            let (column, bounds) = (tableau.basis[row], tableau.bounds(of: tableau.basis[row]))
            let bound = slope > 0 ? bounds.upper : bounds.lower
            guard bound.isFinite else { continue }
            let length = max(0, (bound - tableau.values[column]) / slope)
            if length < best.length || (length == best.length && wins(row, over: best.row, entering.column, tableau)) {
                best = Leaving(length: length, row: row, bound: bound)
            }
        }
        return best.length.isFinite ? best : nil
    }

    /// Among rows that stop the step at the same length: Bland's lowest index, or the largest pivot for accuracy.
    private func wins(_ row: Int, over other: Int?, _ column: Int, _ tableau: SimplexTableau) -> Bool {
        guard let other else { return false }
        return usesBland(tableau)
            ? tableau.basis[row] < tableau.basis[other]
            : abs(tableau.cell(row, column)) > abs(tableau.cell(other, column))
    }

    private func perform(_ entering: Entering, _ leaving: Leaving, on tableau: inout SimplexTableau) {
        tableau.shift(entering.column, by: entering.direction * leaving.length)
        guard let row = leaving.row else {
            return tableau.settle(entering.column, at: leaving.bound)
        }
        tableau.settle(tableau.basis[row], at: leaving.bound)
        tableau.pivot(row: row, column: entering.column)
    }
}
