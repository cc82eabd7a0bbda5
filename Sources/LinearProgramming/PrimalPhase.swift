/// The primal simplex: from a feasible point to the best one, or to the finding that there is no best one.
///
/// ``DualPhase`` alone cannot finish: it works on costs that it has changed. Where the program has no free column and no
/// bound is missing on the side to which a cost pulls, the changes are minute and this phase usually finds nothing to
/// do. Otherwise it is what tells an optimal program from an unbounded one.
///
/// Reference weights (devex) choose the column. After a run of steps that do not move the point, Bland's rule takes over
/// until one does, so that no basis repeats for ever.
struct PrimalPhase {
    enum Outcome {
        case optimal, limit
        /// The direction in which the objective improves for ever, one number per column.
        case unbounded([Double])
        /// Rounding has spoilt the basis.
        case trouble
    }

    private struct Step {
        var length: Double
        /// The place whose basic column reaches a bound; nil when the entering column reaches its own other bound.
        var place: Int?
        var bound: Double
    }

    private let limit: Int
    private var weights: [Double] = []
    /// Steps in a row that did not move the point.
    private var stalled = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func run(on state: inout SimplexState) -> Outcome {
        state.costs = state.program.costs
        state.price()
        weights = [Double](repeating: 1, count: state.program.columnCount)
        while true {
            if state.age >= state.refreshInterval { state.refresh() }
            guard let entering = choose(state) else {
                if state.age == 0 { return .optimal }
                state.refresh()
                continue
            }
            guard state.iterations < limit else { return .limit }
            state.computeColumn(entering)
            let direction: Double = state.reducedCosts[entering] < 0 ? 1 : -1
            guard let step = ratioTest(entering, direction, state) else {
                if state.age == 0 { return .unbounded(state.ray(entering, direction)) }
                state.refresh()
                continue
            }
            guard perform(step, entering, direction, &state) else {
                if state.age == 0 { return .trouble }
                state.refresh()
                continue
            }
            stalled = step.length > 0 ? 0 : stalled + 1
        }
    }

    /// False when rounding has spoilt the pivot.
    private mutating func perform(
        _ step: Step, _ entering: Int, _ direction: Double, _ state: inout SimplexState
    ) -> Bool {
        guard let place = step.place else {
            state.moveEntering(entering, by: direction * step.length)
            state.values[entering] = step.bound
            state.iterations += 1
            state.age += 1
            return true
        }
        state.computeRow(place)
        guard state.pivotIsSound(place, entering) else { return false }
        updateWeights(place, entering, state)
        // A step of length zero moves nothing, even where the leaving column stands a rounding error past its bound.
        if step.length == 0 { state.values[state.basis[place]] = step.bound }
        state.exchange(place, entering, leavingAt: step.bound)
        return true
    }

    private func usesBland(_ state: SimplexState) -> Bool {
        stalled > state.program.rowCount + 20
    }

    private func choose(_ state: SimplexState) -> Int? {
        var best: Int?
        var steepest = 0.0
        for column in state.reducedCosts.indices where !state.isBasic[column] {
            let cost = state.reducedCosts[column]
            guard abs(cost) > SimplexState.optimality, state.canMove(column, up: cost < 0) else { continue }
            if usesBland(state) { return column }
            let steepness = cost * cost / weights[column]
            if steepness > steepest { (best, steepest) = (column, steepness) }
        }
        return best
    }

    private mutating func updateWeights(_ place: Int, _ entering: Int, _ state: SimplexState) {
        let pivot = state.tableauRow[entering]
        let weight = weights[entering]
        for column in weights.indices where !state.isBasic[column] && state.tableauRow[column] != 0 {
            let ratio = state.tableauRow[column] / pivot
            weights[column] = max(weights[column], ratio * ratio * weight)
        }
        weights[state.basis[place]] = max(1, weight / (pivot * pivot))
    }

    /// How far the entering column can go. First the longest step when all bounds give way by the tolerance, then the
    /// largest pivot among the places that stop before that.
    private func ratioTest(_ entering: Int, _ direction: Double, _ state: SimplexState) -> Step? {
        let isBland = usesBland(state)
        var stops: [(step: Step, pivot: Double, column: Int)] = []
        var longest = Double.infinity
        for (place, column) in state.basis.enumerated() {
            let pivot = state.tableauColumn[place] * direction
            guard abs(pivot) > state.smallestPivot else { continue }
            let bound = pivot > 0 ? state.program.lower[column] : state.program.upper[column]
            guard bound.isFinite else { continue }
            let length = max(0, (state.values[column] - bound) / pivot)
            stops.append((Step(length: length, place: place, bound: bound), abs(pivot), column))
            let slack = isBland ? 0 : state.tolerance * (1 + abs(bound)) / abs(pivot)
            longest = min(longest, length + slack)
        }
        let near = stops.filter { $0.step.length <= longest }
        let best = near.max { isBland ? $0.column > $1.column : $0.pivot < $1.pivot }?.step
        let far = direction > 0 ? state.program.upper[entering] : state.program.lower[entering]
        let own = abs(far - state.values[entering])
        guard own.isFinite, own <= best?.length ?? .infinity else { return best }
        return Step(length: own, place: nil, bound: far)
    }
}
