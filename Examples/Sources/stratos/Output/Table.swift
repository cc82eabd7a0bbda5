/// Rows with aligned columns.
///
/// ```swift
/// var table = Table("switch", .right("rules"))
/// table.add("s1", "14")
/// print(table.text())
/// ```
struct Table {
    private let columns: [Column]
    private var rows: [[String]] = []

    struct Column: ExpressibleByStringLiteral {
        let title: String
        var isRight = false

        init(stringLiteral title: String) { self.title = title }

        /// A column of numbers.
        static func right(_ title: String) -> Column {
            var column = Column(stringLiteral: title)
            column.isRight = true
            return column
        }
    }

    init(_ columns: Column...) {
        self.columns = columns
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row; cells that are missing stay empty.
    mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    /// The table with a line of titles, every line indented, without spaces at the ends of lines.
    func text(_ terminal: Terminal = .plain, indent: Int = 2) -> String {
        let widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { Self.cell($0, column) }).map(\.count).max() ?? 0
        }
        let titles = line(columns.map(\.title), widths, indent)
        let lines = rows.map { line($0, widths, indent) }
        return ([terminal.paint(titles, .faint)] + lines).map { $0 + "\n" }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int], _ indent: Int) -> String {
        var line = String(repeating: " ", count: indent)
        for (index, column) in columns.enumerated() {
            let text = Self.cell(cells, index)
            let space = String(repeating: " ", count: max(0, widths[index] - text.count))
            line += (index == 0 ? "" : "  ") + (column.isRight ? space + text : text + space)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func cell(_ cells: [String], _ column: Int) -> String {
        cells.indices.contains(column) ? cells[column] : ""
    }
}
