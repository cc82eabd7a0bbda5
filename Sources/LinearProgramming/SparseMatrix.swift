/// Coefficients in compressed form: those of one major (a row, or a column after ``transposed(minors:)``) stand
/// together. Zeros are left out.
struct SparseMatrix {
    /// Where the coefficients of each major begin, and where the last one ends.
    private(set) var starts: [Int]
    private(set) var minors: [Int] = []
    private(set) var values: [Double] = []

    var majorCount: Int { starts.count - 1 }

    /// The rows of a validated program.
    init(_ program: LinearProgram) {
        starts = [0]
        for row in program.rows {
            for term in row.terms where term.coefficient != 0 {
                minors.append(term.variable.index)
                values.append(term.coefficient)
            }
            starts.append(minors.count)
        }
    }

    private init(starts: [Int], count: Int) {
        self.starts = starts
        minors = [Int](repeating: 0, count: count)
        values = [Double](repeating: 0, count: count)
    }

    func range(_ major: Int) -> Range<Int> {
        starts[major]..<starts[major + 1]
    }

    func transposed(minors count: Int) -> SparseMatrix {
        var ends = [Int](repeating: 0, count: count + 1)
        for minor in minors { ends[minor + 1] += 1 }
        for minor in 0..<count { ends[minor + 1] += ends[minor] }
        var result = SparseMatrix(starts: ends, count: minors.count)
        for major in 0..<majorCount {
            for entry in range(major) {
                let place = ends[minors[entry]]
                ends[minors[entry]] += 1
                result.minors[place] = major
                result.values[place] = values[entry]
            }
        }
        return result
    }

    mutating func scale(majors factors: [Double], minors others: [Double]) {
        for major in 0..<majorCount {
            for entry in range(major) { values[entry] *= factors[major] * others[minors[entry]] }
        }
    }

    /// Powers of two for majors and minors that bring the coefficients near one: the geometric mean of the largest and
    /// the smallest of each, in turns.
    func geometricScales(columns: Int) -> (rows: [Double], columns: [Double]) {
        var rows = [Double](repeating: 1, count: majorCount)
        var columns = [Double](repeating: 1, count: columns)
        for _ in 0..<3 {
            var (small, large) = extremes(rows.count)
            for major in 0..<majorCount {
                for entry in range(major) { note(abs(values[entry]) * columns[minors[entry]], &small, &large, major) }
            }
            rows = zip(small, large).map(Self.inverseMiddle)
            (small, large) = extremes(columns.count)
            for major in 0..<majorCount {
                for entry in range(major) { note(abs(values[entry]) * rows[major], &small, &large, minors[entry]) }
            }
            columns = zip(small, large).map(Self.inverseMiddle)
        }
        return (rows, columns)
    }

    private func extremes(_ count: Int) -> ([Double], [Double]) {
        ([Double](repeating: .infinity, count: count), [Double](repeating: 0, count: count))
    }

    private func note(_ size: Double, _ small: inout [Double], _ large: inout [Double], _ index: Int) {
        small[index] = min(small[index], size)
        large[index] = max(large[index], size)
    }

    /// One over the geometric mean, as a power of two; one where there is none.
    static func inverseMiddle(_ small: Double, _ large: Double) -> Double {
        guard small > 0, large > 0, small.isFinite, large.isFinite else { return 1 }
        // Exponents only: a square root would need the mathematics library, which nothing else here links.
        let exponent = (Int(small.exponent) + Int(large.exponent)) / 2
        return 1 / Double(sign: .plus, exponent: min(max(exponent, -300), 300), significand: 1)
    }
}
