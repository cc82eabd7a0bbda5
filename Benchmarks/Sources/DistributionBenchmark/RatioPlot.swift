import Foundation

/// Draws what was promised and what was measured: a bar for each line on a logarithmic scale, with marks for floor and
/// aim, as SVG.
struct RatioPlot {
    private static let (left, right, top, step) = (330.0, 150.0, 64.0, 30.0)
    private static let width = 1_000.0

    private let goals: [GoalReport]
    private let caption: String
    private let decades: ClosedRange<Int>

    init(_ report: BenchmarkReport) {
        goals = report.goals
        caption = "\(report.machine); GLPK \(report.glpk); seed \(report.seed)".replacing("&", with: "&amp;")
        let values = goals.flatMap { [$0.value, $0.floor, $0.aim] }.filter { $0.isFinite && $0 > 0 }
        let lowest = Int(log10(min(1, values.min() ?? 1)).rounded(.down))
        decades = lowest...max(lowest + 1, Int(log10(values.max() ?? 10).rounded(.up)))
    }

    var svg: String {
        let height = Self.top + Self.step * Double(goals.count) + 60
        let rows = goals.enumerated().map { row($0.offset, $0.element) }
        let parts = [title, grid] + rows + [legend(at: height - 18)]
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(Self.width))" height="\(Int(height))" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            \(parts.joined(separator: "\n"))
            </svg>

            """
    }

    private var title: String {
        """
        <text x="12" y="22" font-size="16">Flow distribution: how many times as long the rival takes</text>
        <text x="12" y="40" fill="#666">\(caption)</text>
        """
    }

    private var grid: String {
        decades.map { decade in
            let x = place(pow(10, Double(decade)))
            let bottom = Self.top + Self.step * Double(goals.count)
            return """
                <line x1="\(x)" y1="\(Self.top - 6)" x2="\(x)" y2="\(bottom)" stroke="#ddd"/>
                <text x="\(x)" y="\(bottom + 16)" text-anchor="middle" fill="#666">\(Figures.digits(pow(10, Double(decade))))</text>
                """
        }.joined(separator: "\n")
    }

    private func row(_ index: Int, _ goal: GoalReport) -> String {
        let y = Self.top + Self.step * Double(index)
        let start = place(pow(10, Double(decades.lowerBound)))
        let end = goal.value > 0 && goal.value.isFinite ? place(goal.value) : start
        let color = goal.verdict == .short ? "#c0504d" : goal.verdict == .floor ? "#e0a030" : "#4f9d5d"
        let value = (goal.isAtLeast ? "≥ " : "") + Figures.digits(goal.value) + goal.unit
        return """
            <text x="\(Self.left - 10)" y="\(y + 15)" text-anchor="end">\(goal.name)</text>
            <rect x="\(start)" y="\(y + 3)" width="\(Int(max(0, end - start)))" height="16" fill="\(color)"/>
            \(mark(goal.floor, y, "black", dash: "none"))
            \(mark(goal.aim, y, "black", dash: "3 2"))
            <text x="\(Self.width - 12)" y="\(y + 15)" text-anchor="end">\(value)</text>
            """
    }

    private func mark(_ value: Double, _ y: Double, _ color: String, dash: String) -> String {
        let x = place(value)
        return """
            <line x1="\(x)" y1="\(y)" x2="\(x)" y2="\(y + 22)" stroke="\(color)" stroke-width="2" stroke-dasharray="\(dash)"/>
            """
    }

    private func legend(at y: Double) -> String {
        """
        <text x="12" y="\(y)" fill="#666">solid mark: floor; broken mark: aim; red: short of the floor, yellow: floor \
        reached, green: aim reached; logarithmic scale</text>
        """
    }

    private func place(_ value: Double) -> Double {
        let part = (log10(value) - Double(decades.lowerBound)) / Double(decades.count - 1)
        return ((Self.left + part * (Self.width - Self.left - Self.right)) * 10).rounded() / 10
    }
}
