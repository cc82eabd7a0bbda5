/// The dual simplex: from any basis to one whose point satisfies all bounds, or to the proof that there is none.
///
/// It needs reduced costs of the right sign. A column with two bounds gets it by moving to the other one; every other
/// column that has the wrong sign gets another cost. Costs do not matter for the question whether a feasible point
/// exists, so the answer holds for the true ones, and ``PrimalPhase`` continues with those. The nearer the costs stay to
/// the true ones the less is left for it to do, hence the dual phase does nearly all the work wherever it can.
///
/// The same freedom breaks ties: all costs are shifted a little at random (always by the same random numbers), so that
/// steps which do not improve anything are rare and no basis comes back. Should they pile up nevertheless, the shifts
/// grow.
struct DualPhase {
    enum Outcome {
        case feasible, limit
        /// Rounding has spoilt the basis.
        case trouble
        /// The row of the inverse that proves that there is no feasible point.
        case infeasible([Double])
    }

    private struct Leaving {
        var place: Int
        var bound: Double
        /// -1 when the value is too small, 1 when it is too large.
        var side: Double
    }

    private let limit: Int
    private var shift = 1e-6
    private var random: UInt64
    /// Steps in a row that did not improve the dual objective.
    private var stalled = 0

    /// - Parameter seed: of the random numbers; another one leads to the answer over other bases.
    init(limit: Int, seed: UInt64) {
        self.limit = limit
        random = seed
    }

    mutating func run(on state: inout SimplexState) -> Outcome {
        adjustCosts(&state)
        while true {
            if state.age >= state.refreshInterval { state.refresh() }
            guard let leaving = choose(state) else {
                if state.age == 0 { return .feasible }
                state.refresh()
                continue
            }
            guard state.iterations < limit else { return .limit }
            state.computeRow(leaving.place)
            guard let entering = ratioTest(leaving, state) else {
                if state.age == 0 { return .infeasible(state.inverseRow) }
                state.refresh()
                continue
            }
            state.computeColumn(entering)
            guard state.pivotIsSound(leaving.place, entering) else {
                if state.age == 0 { return .trouble }
                state.refresh()
                continue
            }
            step(leaving, entering, &state)
        }
    }

    private mutating func step(_ leaving: Leaving, _ entering: Int, _ state: inout SimplexState) {
        // Rounding can leave a reduced cost on the wrong side of zero; its cost gives way, never the sign of the step.
        if state.reducedCosts[entering] * state.tableauRow[entering] * leaving.side < 0 {
            state.costs[entering] -= state.reducedCosts[entering]
            state.reducedCosts[entering] = 0
        }
        stalled = state.reducedCosts[entering] == 0 ? stalled + 1 : 0
        state.exchange(leaving.place, entering, leavingAt: leaving.bound)
        guard stalled > state.program.rowCount + 50 else { return }
        (stalled, shift) = (0, min(shift * 10, 1e-2))
        adjustCosts(&state)
    }

    /// The steepest edge: the basic column whose breach is the largest, measured along the row that would repair it.
    private func choose(_ state: SimplexState) -> Leaving? {
        var best: Leaving?
        var steepest = 0.0
        for (place, column) in state.basis.enumerated() {
            let breach = state.breach(of: column)
            guard breach != 0 else { continue }
            let steepness = breach * breach / state.inverse.lengths[place]
            guard steepness > steepest || best == nil else { continue }
            let bound = breach < 0 ? state.program.lower[column] : state.program.upper[column]
            best = Leaving(place: place, bound: bound, side: breach < 0 ? -1 : 1)
            steepest = steepness
        }
        return best
    }

    /// The column whose reduced cost is the first to reach zero; among those that do so within tolerance, the one with
    /// the largest pivot.
    private func ratioTest(_ leaving: Leaving, _ state: SimplexState) -> Int? {
        var candidates: [(column: Int, ratio: Double, pivot: Double)] = []
        var longest = Double.infinity
        for column in state.tableauRow.indices where !state.isBasic[column] {
            let pivot = state.tableauRow[column] * leaving.side
            guard abs(pivot) > state.smallestPivot, state.canMove(column, up: pivot > 0) else { continue }
            let cost = state.isFree(column) ? 0 : max(0, state.reducedCosts[column] * (pivot > 0 ? 1 : -1))
            candidates.append((column, cost / abs(pivot), abs(pivot)))
            longest = min(longest, (cost + SimplexState.optimality) / abs(pivot))
        }
        return candidates.filter { $0.ratio <= longest }.max { $0.pivot < $1.pivot }?.column
    }

    /// Gives every column that is not basic a reduced cost of the right sign, a little away from zero.
    private mutating func adjustCosts(_ state: inout SimplexState) {
        var hasMoved = false
        for column in state.values.indices where !state.isBasic[column] {
            let (low, high) = (state.program.lower[column], state.program.upper[column])
            guard low != high else { continue }
            let cost = state.reducedCosts[column]
            var target = 0.0
            if low.isFinite, high.isFinite {
                let bound = cost < 0 ? high : low
                hasMoved = hasMoved || state.values[column] != bound
                state.values[column] = bound
                target = cost + (cost < 0 ? -1 : 1) * draw(cost)
            } else if low.isFinite || high.isFinite {
                let sign: Double = low.isFinite ? 1 : -1
                target = cost * sign < 0 ? sign * 1e3 * draw(0) : cost + sign * draw(cost)
            }
            state.costs[column] += target - cost
            state.reducedCosts[column] = target
        }
        if hasMoved { state.recompute() }
    }

    private mutating func draw(_ cost: Double) -> Double {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return shift * (1 + abs(cost)) * (1 + Double(random >> 11) * 0x1p-53)
    }
}
