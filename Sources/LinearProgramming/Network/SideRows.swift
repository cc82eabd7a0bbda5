/// Rows beside the conservation of a network: bounds on weighted sums of arc flows.
///
/// Entries are kept by arc. Rows without a tight bound cost nothing but the upkeep of their activity.
package struct SideRows: ~Copyable {
    package enum State {
        package static let atUpper: Int8 = -1
        /// Between its bounds, or outside and about to be mended.
        package static let basic: Int8 = 0
        package static let atLower: Int8 = 1
    }

    package struct Row: BitwiseCopyable {
        package var lower: Double
        package var upper: Double
        package var activity = 0.0
        /// λ: how the objective changes with the activity; zero for basic rows.
        package var multiplier = 0.0
        /// What the row counts for in the combination at hand.
        var weight = 0.0
        package var state = State.basic
        /// Its place among the tight rows, or -1.
        var slot: Int32 = -1
    }

    package struct Entry: BitwiseCopyable {
        package var row: Int32
        package var coefficient: Double

        package init(row: Int, coefficient: Double) {
            self.row = Int32(truncatingIfNeeded: row)
            self.coefficient = coefficient
        }
    }

    package var rows = WorkBuffer<Row>()
    package var entries = WorkBuffer<Entry>()
    /// Entries of arc `a`: `starts[a]..<starts[a + 1]`; arcs are finished in their order by ``endArc()``.
    package var starts = WorkBuffer<Int32>()

    package init() {}

    package mutating func removeAll() {
        rows.removeAll()
        entries.removeAll()
        starts.removeAll()
        starts.append(0)
    }

    /// Adds a row and returns its number.
    package mutating func addRow(lower: Double, upper: Double) -> Int {
        rows.append(Row(lower: lower, upper: upper))
        return rows.count - 1
    }

    package mutating func endArc() {
        starts.append(Int32(truncatingIfNeeded: entries.count))
    }

    @inline(__always)
    func change(ofArc arc: Int, by change: Double) {
        let (rows, entries) = (rows.base, entries.base)
        for k in Int(starts[arc])..<Int(starts[arc + 1]) {
            let entry = entries[k]
            rows[Int(entry.row)].activity += entry.coefficient * change
        }
    }

    /// Σ coefficient · multiplier over the entries of an arc.
    @inline(__always)
    package func price(ofArc arc: Int) -> Double { reader.price(ofArc: arc) }

    /// The rows as an inner loop reads them.
    @inline(__always)
    var reader: Reader { Reader(rows: rows.base, entries: entries.base, starts: starts.base) }

    struct Reader {
        let rows: UnsafeMutablePointer<Row>
        let entries: UnsafeMutablePointer<Entry>
        let starts: UnsafeMutablePointer<Int32>

        /// Σ coefficient · weight over the entries of an arc.
        @inline(__always)
        func weight(ofArc arc: Int) -> Double {
            var sum = 0.0
            for k in Int(starts[arc])..<Int(starts[arc + 1]) {
                sum += entries[k].coefficient * rows[Int(entries[k].row)].weight
            }
            return sum
        }

        /// Adds what a change of an arc's flow does to each row.
        @inline(__always)
        func add(_ change: Double, ofArc arc: Int, to sums: UnsafeMutablePointer<Double>) {
            for k in Int(starts[arc])..<Int(starts[arc + 1]) {
                sums[Int(entries[k].row)] += entries[k].coefficient * change
            }
        }

        /// Σ coefficient · multiplier over the entries of an arc.
        @inline(__always)
        func price(ofArc arc: Int) -> Double {
            var sum = 0.0
            for k in Int(starts[arc])..<Int(starts[arc + 1]) {
                sum += entries[k].coefficient * rows[Int(entries[k].row)].multiplier
            }
            return sum
        }
    }

    /// The coefficient of one row in an arc.
    @inline(__always)
    func coefficient(ofArc arc: Int, in row: Int) -> Double {
        var sum = 0.0
        for k in Int(starts[arc])..<Int(starts[arc + 1]) where Int(entries[k].row) == row {
            sum += entries[k].coefficient
        }
        return sum
    }

    /// Computes all activities from the flows.
    func measure(_ network: borrowing FlowNetwork) {
        for row in 0..<rows.count { rows.base[row].activity = 0 }
        for arc in 0..<network.arcs.count { change(ofArc: arc, by: network.arcs[arc].flow) }
    }
}
