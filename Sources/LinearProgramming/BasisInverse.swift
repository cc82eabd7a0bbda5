/// The dense inverse of the basis matrix, and the squared length of each of its rows.
///
/// Rows are padded to whole vectors of eight numbers, which keeps the inner loops free of scalar code. The lengths are
/// the exact weights of the dual steepest edge; the rank-one update that changes a row measures it on the way.
struct BasisInverse {
    typealias Vector = SIMD8<Double>

    let rowCount: Int
    /// Vectors per row.
    private let width: Int
    private var vectors: [Vector]
    private(set) var lengths: [Double]

    init(rowCount: Int) {
        self.rowCount = rowCount
        width = (rowCount + 7) / 8
        vectors = [Vector](repeating: .zero, count: rowCount * width)
        lengths = [Double](repeating: 1, count: rowCount)
    }

    /// Bytes for a basis of so many rows; nil when that exceeds any machine.
    static func bytes(rowCount: Int) -> Int? {
        let (cells, overflow) = rowCount.multipliedReportingOverflow(by: rowCount + 8)
        return overflow || cells > Int.max / 8 ? nil : cells * 8
    }

    /// Back to the inverse of the basis of all logicals, which is minus one on the diagonal.
    mutating func reset() {
        for index in vectors.indices { vectors[index] = .zero }
        for row in 0..<rowCount {
            vectors[row * width + row / 8][row % 8] = -1
            lengths[row] = 1
        }
    }

    /// One row of the inverse.
    func copyRow(_ row: Int, to result: inout [Double]) {
        for index in 0..<rowCount { result[index] = vectors[row * width + index / 8][index % 8] }
    }

    /// `inverse · (Σ factor · unit vector)`, for the entries of a sparse column.
    func multiply(_ indices: ArraySlice<Int>, _ factors: ArraySlice<Double>, to result: inout [Double]) {
        for row in 0..<rowCount { result[row] = 0 }
        let stride = width * 8
        vectors.withUnsafeBytes { bytes in
            let cells = bytes.bindMemory(to: Double.self)
            result.withUnsafeMutableBufferPointer { result in
                for (index, factor) in zip(indices, factors) {
                    for row in 0..<rowCount { result[row] += cells[row * stride + index] * factor }
                }
            }
        }
    }

    /// `inverse · vector` for a dense vector.
    func multiply(_ vector: [Double], to result: inout [Double]) {
        let padded = Self.padded(vector, width)
        for row in 0..<rowCount {
            var sum = Vector.zero
            for index in 0..<width { sum += vectors[row * width + index] * padded[index] }
            result[row] = sum.sum()
        }
    }

    /// `factors · inverse`: the sum of the rows, each times its factor.
    func combineRows(_ factors: [Double], to result: inout [Double]) {
        var sum = [Vector](repeating: .zero, count: width)
        for row in 0..<rowCount where factors[row] != 0 {
            for index in 0..<width { sum[index] += vectors[row * width + index] * factors[row] }
        }
        for index in 0..<rowCount { result[index] = sum[index / 8][index % 8] }
    }

    /// Exchanges the basic column at `pivot` for one whose product with the inverse is `column`.
    mutating func exchange(_ pivot: Int, _ column: [Double]) {
        let scale = 1 / column[pivot]
        let (count, width) = (rowCount, width)
        lengths.withUnsafeMutableBufferPointer { lengths in
            vectors.withUnsafeMutableBufferPointer { vectors in
                let source = pivot * width
                for index in source..<(source + width) { vectors[index] *= scale }
                lengths[pivot] *= scale * scale
                for row in 0..<count where row != pivot && column[row] != 0 {
                    let (target, factor) = (row * width, column[row])
                    var length = Vector.zero
                    for index in 0..<width {
                        let value = vectors[target + index] - vectors[source + index] * factor
                        vectors[target + index] = value
                        length += value * value
                    }
                    lengths[row] = length.sum()
                }
            }
        }
    }

    private static func padded(_ vector: [Double], _ width: Int) -> [Vector] {
        var result = [Vector](repeating: .zero, count: width)
        for (index, value) in vector.enumerated() { result[index / 8][index % 8] = value }
        return result
    }
}
