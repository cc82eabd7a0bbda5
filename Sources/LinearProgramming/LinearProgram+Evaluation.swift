extension LinearProgram {
    /// The objective at the given point, one value per variable in their order.
    ///
    /// - Complexity: O(variables)
    public func objective(at values: [Double]) -> Double {
        zip(variables, values).reduce(constant) { $0 + $1.0.cost * $1.1 }
    }

    /// The left-hand side of each row at the given point. Terms of unknown variables count as not a number.
    ///
    /// - Complexity: O(coefficients)
    public func activities(at values: [Double]) -> [Double] {
        rows.map { row in
            row.terms.reduce(0) { sum, term in
                let index = term.variable.index
                return sum + (values.indices.contains(index) ? term.coefficient * values[index] : .nan)
            }
        }
    }

    /// The worst breach of a bound at the given point, relative to the size of the numbers in it: zero when all
    /// bounds hold, infinity when a value is missing or not finite.
    ///
    /// Solvers refuse to call a point optimal when this is not small; tests and callers can do the same.
    public func largestViolation(at values: [Double]) -> Double {
        guard values.count == variables.count, values.allSatisfy(\.isFinite) else { return .infinity }
        let ofVariables = zip(variables, values).map { $0.bounds.violation(by: $1) / (1 + abs($1)) }
        let ofRows = zip(rows, activities(at: values)).map { row, activity in
            let size = row.terms.reduce(1) { max($0, abs($1.coefficient * values[$1.variable.index])) }
            return row.bounds.violation(by: activity) / size
        }
        let worst = (ofVariables + ofRows).reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
        return worst.isFinite ? worst : .infinity
    }
}
