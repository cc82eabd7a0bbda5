internal import ChainSimulation
internal import Foundation

/// Bars for each way of steering, with the range over the seeds, as an SVG drawing (SVG 1.1).
struct SteeringPlot {
    private let title: String
    private let unit: String
    private let scale: Double
    private let rows: [SteeringComparison.Row]
    private let series: [(name: String, metric: SteeringMetric, colour: String)]

    /// What went wrong, in percent of flows.
    static func correctness(_ comparison: SteeringComparison) -> SteeringPlot {
        SteeringPlot(
            title: "Flows that were not steered as they should have been", unit: " %", scale: 100,
            rows: comparison.rows,
            series: [
                ("moved to another instance", .movedFlows, "#b2182b"), ("off their chain", .wrongFlows, "#ef8a62"),
                ("with losses", .brokenFlows, "#999999"),
            ])
    }

    /// What it took on the switches.
    static func cost(_ comparison: SteeringComparison) -> SteeringPlot {
        SteeringPlot(
            title: "State on the fullest switch", unit: "", scale: 1, rows: comparison.rows,
            series: [("rules", .mostRules, "#2166ac"), ("tracked connections", .connections, "#67a9cf")])
    }

    private static let (width, left, right, barHeight, gap) = (760.0, 170.0, 90.0, 14.0, 16.0)

    private var rowHeight: Double { Double(series.count) * Self.barHeight + Self.gap }
    private var height: Double { 70 + Double(rows.count) * rowHeight }

    private var largest: Double {
        rows.flatMap { row in series.compactMap { row[$0.metric]?.maximum } }.max().map { max($0 * scale, 1e-9) } ?? 1
    }

    var svg: String {
        let drawn = rows.enumerated().map { bars(of: $1, top: 60 + Double($0) * rowHeight) }.joined()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(Self.width))" height="\(Int(height))" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            <text x="10" y="22" font-size="15" font-weight="bold">\(title)</text>
            \(legend)\(drawn)</svg>

            """
    }

    private var legend: String {
        series.enumerated().map { index, entry in
            let x = 10 + Double(index) * 200
            return "<rect x=\"\(Int(x))\" y=\"34\" width=\"12\" height=\"12\" fill=\"\(entry.colour)\"/>"
                + "<text x=\"\(Int(x) + 18)\" y=\"44\">\(entry.name)</text>\n"
        }.joined()
    }

    private func bars(of row: SteeringComparison.Row, top: Double) -> String {
        let middle = top + Double(series.count) * Self.barHeight / 2 + 4
        let name =
            "<text x=\"\(Int(Self.left) - 8)\" y=\"\(Self.text(middle))\" text-anchor=\"end\">"
            + "\(row.method.rawValue)</text>\n"
        return name
            + series.enumerated().map { index, entry in
                row[entry.metric].map { bar($0, entry.colour, y: top + Double(index) * Self.barHeight) } ?? ""
            }.joined()
    }

    /// The mean as a bar, the range as a line upon it, the mean as a number behind.
    private func bar(_ spread: Spread, _ colour: String, y: Double) -> String {
        let position = { (value: Double) in
            Self.left + value * scale / largest * (Self.width - Self.left - Self.right)
        }
        let (mean, low, high) = (position(spread.mean), position(spread.minimum), position(spread.maximum))
        let middle = y + Self.barHeight / 2
        let label = String(format: spread.mean * scale < 10 ? "%.1f" : "%.0f", spread.mean * scale) + unit
        return "<rect x=\"\(Self.text(Self.left))\" y=\"\(Self.text(y + 1))\" width=\"\(Self.text(mean - Self.left))\" "
            + "height=\"\(Self.text(Self.barHeight - 2))\" fill=\"\(colour)\"/>"
            + "<line x1=\"\(Self.text(low))\" x2=\"\(Self.text(high))\" y1=\"\(Self.text(middle))\" "
            + "y2=\"\(Self.text(middle))\" stroke=\"black\"/>"
            + "<text x=\"\(Self.text(max(mean, high) + 6))\" y=\"\(Self.text(middle + 4))\" font-size=\"11\">\(label)</text>\n"
    }

    private static func text(_ number: Double) -> String { String(format: "%.1f", number) }
}
