/// Making everything anew from the original coefficients, so that rounding errors do not pile up.
extension SimplexState {
    /// Steps after which the inverse is made anew.
    var refreshInterval: Int { 100 + program.rowCount / 4 }

    /// Inverts the basis, then computes the point and the prices from it.
    mutating func refresh() {
        invert()
        recompute()
        age = 0
    }

    /// Starts from the basis of all logicals and exchanges the variables in, the sparsest first. A variable that finds
    /// no sound pivot left is dropped to a bound; the logical that stays in its place keeps the basis regular.
    private mutating func invert() {
        let variables = program.variableCount
        let wanted = basis.filter { $0 < variables }
            .sorted { program.byColumn.range($0).count < program.byColumn.range($1).count }
        var isOpen = (0..<program.rowCount).map { !isBasic[variables + $0] }
        inverse.reset()
        basis = Array(variables..<program.columnCount)
        for column in basis { isBasic[column] = true }
        for column in wanted {
            computeColumn(column)
            guard let place = largestEntry(where: isOpen) else {
                drop(column)
                continue
            }
            inverse.exchange(place, tableauColumn)
            isOpen[place] = false
            isBasic[basis[place]] = false
            basis[place] = column
        }
        for place in isOpen.indices where isOpen[place] { isBasic[basis[place]] = true }
    }

    private func largestEntry(where isOpen: [Bool]) -> Int? {
        var best: Int?
        var size = 1e-9
        for place in isOpen.indices where isOpen[place] && abs(tableauColumn[place]) > size {
            (best, size) = (place, abs(tableauColumn[place]))
        }
        return best
    }

    private mutating func drop(_ column: Int) {
        isBasic[column] = false
        values[column] = restingPlace(of: column)
    }

    /// The bound that is nearest to the value of a column, zero if there is none.
    private func restingPlace(of column: Int) -> Double {
        let (low, high) = (program.lower[column], program.upper[column])
        guard low.isFinite || high.isFinite else { return 0 }
        return abs(values[column] - low) <= abs(high - values[column]) ? low : high
    }

    /// Computes the basic values and the reduced costs for the current inverse.
    mutating func recompute() {
        settle()
        for column in basis { values[column] = 0 }
        // The second time repairs what the rounding of the first has left.
        for _ in 0..<2 {
            inverse.multiply(residuals(), to: &tableauColumn)
            for place in basis.indices { values[basis[place]] -= tableauColumn[place] }
        }
        price()
    }

    /// What each row's activity exceeds its logical by; zero but for rounding once the basic values are right.
    private func residuals() -> [Double] {
        (0..<program.rowCount).map { row in
            program.byRow.range(row).reduce(-values[program.variableCount + row]) {
                $0 + program.byRow.values[$1] * values[program.byRow.minors[$1]]
            }
        }
    }

    /// Every column that is not basic goes to a bound, where it is unless a basis was repaired.
    private mutating func settle() {
        for column in values.indices where !isBasic[column] {
            let value = values[column]
            guard value != program.lower[column], value != program.upper[column] else { continue }
            values[column] = restingPlace(of: column)
        }
    }

    /// Computes the reduced costs from the working costs.
    mutating func price() {
        let prices = rowPrices()
        for column in reducedCosts.indices { reducedCosts[column] = isBasic[column] ? 0 : cost(of: column, at: prices) }
    }

    /// The price of each row at which all basic columns have a reduced cost of zero.
    func rowPrices() -> [Double] {
        var prices = [Double](repeating: 0, count: program.rowCount)
        var corrections = prices
        for _ in 0..<2 {
            inverse.combineRows(basis.map { cost(of: $0, at: prices) }, to: &corrections)
            for row in prices.indices { prices[row] += corrections[row] }
        }
        return prices
    }

    /// The reduced cost of a column at the given prices of rows.
    private func cost(of column: Int, at prices: [Double]) -> Double {
        guard column < program.variableCount else { return costs[column] + prices[column - program.variableCount] }
        return program.byColumn.range(column).reduce(costs[column]) {
            $0 - program.byColumn.values[$1] * prices[program.byColumn.minors[$1]]
        }
    }
}
