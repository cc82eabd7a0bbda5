extension LinearProgram {
    /// Checks that every number and index makes sense. Every solver calls this before anything else, because a
    /// solver library that meets a bad index ends the process, and one that meets NaN calls any point optimal.
    ///
    /// - Throws: ``LinearProgramError`` naming the first variable or row at fault, with code `.invalidNumber`,
    ///   `.invalidBounds`, `.unknownVariable` or `.duplicateTerm`.
    /// - Complexity: O(variables + coefficients)
    public func validate() throws(LinearProgramError) {
        guard constant.isFinite else {
            throw .init(.invalidNumber, "objective constant is \(constant); it must be a finite number")
        }
        for (index, variable) in variables.enumerated() {
            let place = Place.variable(index, variable.name)
            try Self.check(variable.bounds, of: place)
            guard variable.cost.isFinite else {
                throw .init(.invalidNumber, "cost is \(variable.cost); it must be a finite number", at: place)
            }
        }
        var lastRowUsing = [Int](repeating: -1, count: variables.count)
        for (index, row) in rows.enumerated() {
            let place = Place.row(index, row.name)
            try Self.check(row.bounds, of: place)
            for term in row.terms {
                try check(term, of: place)
                guard lastRowUsing[term.variable.index] != index else {
                    throw .init(.duplicateTerm, "names \(named(term)) twice; add the coefficients up", at: place)
                }
                lastRowUsing[term.variable.index] = index
            }
        }
    }

    private func check(_ term: Term, of place: Place) throws(LinearProgramError) {
        guard variables.indices.contains(term.variable.index) else {
            let message = "names variable \(term.variable.index), but the program has \(variables.count) variables"
            throw .init(.unknownVariable, message, at: place)
        }
        guard term.coefficient.isFinite else {
            let message = "coefficient of \(named(term)) is \(term.coefficient); it must be a finite number"
            throw .init(.invalidNumber, message, at: place)
        }
    }

    private func named(_ term: Term) -> String {
        "\(Place.variable(term.variable.index, variables[term.variable.index].name))"
    }

    private static func check(_ bounds: Bounds, of place: Place) throws(LinearProgramError) {
        guard !bounds.lower.isNaN, !bounds.upper.isNaN else {
            throw .init(.invalidNumber, "a bound is not a number", at: place)
        }
        guard bounds.lower <= bounds.upper, bounds.lower < .infinity, bounds.upper > -.infinity else {
            let message = "no value lies between the bounds \(bounds.lower) and \(bounds.upper)"
            throw .init(.invalidBounds, message, at: place)
        }
    }
}
