/// Why no point satisfies all bounds of a ``LinearProgram``: one multiplier per row (Farkas' lemma).
///
/// Add the rows up, each times its multiplier `y`. The sum is `Σ y · activity` seen from the rows and `Σ z · variable`,
/// with `z = Aᵀy`, seen from the variables. The bounds of the rows confine the one, the bounds of the variables the
/// other; when the two ranges do not meet there is no feasible point, and the ``gap(in:)`` between them says by how
/// much. Anybody can check that with one pass over the coefficients, without trusting the solver.
///
/// ```swift
/// let result = try solver.solve(program)
/// if let certificate = result.certificate, certificate.proves(program) {
///     print("rows at fault:", certificate.rows.map { program.rows[$0.index].name })
/// }
/// ```
///
/// The costs of the program play no part. Multipliers may be scaled by any number but zero, and of either sign.
public struct InfeasibilityCertificate: Hashable, Sendable {
    /// One multiplier per row, in their order.
    public let multipliers: [Double]

    public init(multipliers: [Double]) {
        self.multipliers = multipliers
    }

    /// The rows that take part: those whose multiplier is not zero.
    public var rows: [LinearProgram.RowID] {
        multipliers.indices.filter { multipliers[$0] != 0 }.map { LinearProgram.RowID($0) }
    }

    /// The distance between what the rows allow for `Σ y · activity` and what the variables allow for it: positive
    /// when the program has no feasible point, `-infinity` when an unbounded variable or row spoils the argument or
    /// the number of multipliers is not that of the rows.
    ///
    /// A variable without a bound counts as absent when its `z` is zero but for rounding, which is
    /// `|z| ≤ 1e-9 · Σ |coefficient · y|`.
    ///
    /// - Complexity: O(coefficients)
    public func gap(in program: LinearProgram) -> Double {
        ranges(in: program)?.gap ?? -.infinity
    }

    /// Whether the gap is positive by more than rounding errors can explain.
    ///
    /// - Parameter tolerance: what rounding may explain, relative to the size of the numbers that were added up.
    /// - Complexity: O(coefficients)
    public func proves(_ program: LinearProgram, tolerance: Double = 1e-10) -> Bool {
        guard let ranges = ranges(in: program) else { return false }
        return ranges.gap > tolerance * ranges.size && ranges.gap.isFinite
    }

    private func ranges(in program: LinearProgram) -> Ranges? {
        guard multipliers.count == program.rows.count, multipliers.allSatisfy(\.isFinite) else { return nil }
        var sums = [Double](repeating: 0, count: program.variables.count)
        var sizes = sums
        var ranges = Ranges()
        for (row, multiplier) in zip(program.rows, multipliers) where multiplier != 0 {
            for term in row.terms where sums.indices.contains(term.variable.index) {
                sums[term.variable.index] += multiplier * term.coefficient
                sizes[term.variable.index] += abs(multiplier * term.coefficient)
            }
            ranges.ofRows.add(multiplier, row.bounds)
        }
        for (index, variable) in program.variables.enumerated() {
            let isNoise = abs(sums[index]) <= 1e-9 * sizes[index]
            ranges.ofVariables.add(sums[index], variable.bounds, isNoise: isNoise)
        }
        return ranges
    }

    /// What the bounds leave for the weighted sum, seen from both sides.
    private struct Ranges {
        var ofRows = Range()
        var ofVariables = Range()

        var gap: Double {
            max(ofVariables.lower - ofRows.upper, ofRows.lower - ofVariables.upper)
        }

        var size: Double { ofRows.size + ofVariables.size }
    }

    private struct Range {
        var lower = 0.0
        var upper = 0.0
        /// The sum of the absolute values of all finite numbers added.
        var size = 0.0

        /// Adds `factor · value` for all values within the bounds.
        mutating func add(_ factor: Double, _ bounds: LinearProgram.Bounds, isNoise: Bool = false) {
            guard factor != 0 else { return }
            let ends = factor > 0 ? (bounds.lower, bounds.upper) : (bounds.upper, bounds.lower)
            add(factor * ends.0, isNoise, to: \.lower)
            add(factor * ends.1, isNoise, to: \.upper)
        }

        private mutating func add(_ end: Double, _ isNoise: Bool, to side: WritableKeyPath<Range, Double>) {
            guard end.isFinite || !isNoise else { return }
            self[keyPath: side] += end
            size += end.isFinite ? abs(end) : 0
        }
    }
}
