/// The inverse of the working matrix of a network with side rows: how much must go round the cycles of the extra basic
/// arcs to change the activity of each tight row by one.
///
/// Rows of the inverse belong to extra arcs, columns to tight rows; both are numbered by slots `0..<size`. Each exchange
/// of the basis changes it by a rank-one correction, O(size²).
struct WorkingInverse: ~Copyable {
    /// The extra arc of each slot.
    var arcs = WorkBuffer<Int32>()
    /// The tight row of each slot.
    var rows = WorkBuffer<Int32>()
    private var cells = WorkBuffer<Double>()
    private var stride = 0

    var size: Int { arcs.count }

    init() {}

    mutating func removeAll() {
        arcs.removeAll()
        rows.removeAll()
    }

    subscript(arc: Int, row: Int) -> Double {
        @inline(__always) get { cells.base[arc * stride + row] }
        @inline(__always) nonmutating set { cells.base[arc * stride + row] = newValue }
    }

    /// `result = inverse · column`.
    func multiply(_ column: borrowing WorkBuffer<Double>, into result: borrowing WorkBuffer<Double>) {
        for arc in 0..<size {
            var sum = 0.0
            for row in 0..<size { sum += self[arc, row] * column.base[row] }
            result.base[arc] = sum
        }
    }

    /// `result = inverseᵀ · row`.
    func multiplyTransposed(_ row: borrowing WorkBuffer<Double>, into result: borrowing WorkBuffer<Double>) {
        for column in 0..<size { result.base[column] = 0 }
        for arc in 0..<size where row.base[arc] != 0 {
            let factor = row.base[arc]
            for column in 0..<size { result.base[column] += factor * self[arc, column] }
        }
    }

    /// A row becomes tight and an arc becomes extra: `column = inverse · (arc's part of the tight rows)`, `weights =
    /// inverseᵀ · (row's part in the extra arcs)`, `pivot` = what the arc does to the row with the others responding.
    mutating func add(
        arc: Int, row: Int, _ column: borrowing WorkBuffer<Double>, _ weights: borrowing WorkBuffer<Double>,
        pivot: Double
    ) {
        let last = size
        reserve(last + 1)
        for a in 0..<last {
            let factor = column.base[a] / pivot
            for r in 0..<last { self[a, r] += factor * weights.base[r] }
            self[a, last] = -factor
        }
        for r in 0..<last { self[last, r] = -weights.base[r] / pivot }
        self[last, last] = 1 / pivot
        arcs.append(Int32(truncatingIfNeeded: arc))
        rows.append(Int32(truncatingIfNeeded: row))
    }

    /// Another arc takes the slot of an extra arc.
    mutating func replace(slot: Int, byArc arc: Int, _ column: borrowing WorkBuffer<Double>) {
        let pivot = column.base[slot]
        for r in 0..<size { self[slot, r] /= pivot }
        for a in 0..<size where a != slot && column.base[a] != 0 {
            let factor = column.base[a]
            for r in 0..<size { self[a, r] -= factor * self[slot, r] }
        }
        arcs[slot] = Int32(truncatingIfNeeded: arc)
    }

    /// Another row takes the slot of a tight row.
    mutating func replace(slot: Int, byRow row: Int, _ weights: borrowing WorkBuffer<Double>) {
        let pivot = weights.base[slot]
        for a in 0..<size { self[a, slot] /= pivot }
        for r in 0..<size where r != slot && weights.base[r] != 0 {
            let factor = weights.base[r]
            for a in 0..<size { self[a, r] -= factor * self[a, slot] }
        }
        rows[slot] = Int32(truncatingIfNeeded: row)
    }

    /// A tight row is tight no more and an arc is extra no more; the last slots take their places.
    mutating func remove(arcSlot: Int, rowSlot: Int) {
        let pivot = self[arcSlot, rowSlot]
        for a in 0..<size where a != arcSlot && self[a, rowSlot] != 0 {
            let factor = self[a, rowSlot] / pivot
            for r in 0..<size { self[a, r] -= factor * self[arcSlot, r] }
        }
        let last = size - 1
        for r in 0...last { self[arcSlot, r] = self[last, r] }
        for a in 0...last { self[a, rowSlot] = self[a, last] }
        arcs[arcSlot] = arcs[last]
        rows[rowSlot] = rows[last]
        arcs.count = last
        rows.count = last
    }

    /// The tree exchanged an arc for the entering one: `inverse += column · weightsᵀ / pivot`.
    mutating func correct(
        _ column: borrowing WorkBuffer<Double>, _ weights: borrowing WorkBuffer<Double>, pivot: Double
    ) {
        for a in 0..<size where column.base[a] != 0 {
            let factor = column.base[a] / pivot
            for r in 0..<size { self[a, r] += factor * weights.base[r] }
        }
    }

    /// The tree exchanged an arc for an extra one: the arc that left the tree is now extra in the slot.
    mutating func exchange(slot: Int, forTreeArc arc: Int, _ weights: borrowing WorkBuffer<Double>) {
        for r in 0..<size { self[slot, r] = weights.base[r] }
        arcs[slot] = Int32(truncatingIfNeeded: arc)
    }

    /// Becomes the inverse of a matrix with a row for each tight row and a column for each extra arc, which is used up.
    ///
    /// - Returns: false where the matrix is singular.
    mutating func invert(_ matrix: borrowing WorkBuffer<Double>) -> Bool {
        let n = size
        for a in 0..<n {
            for r in 0..<n { self[a, r] = a == r ? 1 : 0 }
        }
        let cells = matrix.base
        for column in 0..<n {
            var pivot = column
            for row in column..<n where abs(cells[row * n + column]) > abs(cells[pivot * n + column]) { pivot = row }
            guard abs(cells[pivot * n + column]) > 1e-11 else { return false }
            swapRows(cells, column, pivot)
            let scale = 1 / cells[column * n + column]
            for k in 0..<n {
                cells[column * n + k] *= scale
                self[column, k] *= scale
            }
            for row in 0..<n where row != column && cells[row * n + column] != 0 {
                let factor = cells[row * n + column]
                for k in 0..<n {
                    cells[row * n + k] -= factor * cells[column * n + k]
                    self[row, k] -= factor * self[column, k]
                }
            }
        }
        return true
    }

    private func swapRows(_ cells: UnsafeMutablePointer<Double>, _ a: Int, _ b: Int) {
        guard a != b else { return }
        for k in 0..<size {
            swap(&cells[a * size + k], &cells[b * size + k])
            (self[a, k], self[b, k]) = (self[b, k], self[a, k])
        }
    }

    private mutating func reserve(_ wanted: Int) {
        guard wanted > stride else { return }
        let (old, larger) = (stride, max(16, 2 * stride))
        var moved = WorkBuffer<Double>()
        moved.fill(larger * larger, with: 0)
        for a in 0..<size {
            for r in 0..<size { moved.base[a * larger + r] = cells.base[a * old + r] }
        }
        cells = moved
        stride = larger
    }
}
