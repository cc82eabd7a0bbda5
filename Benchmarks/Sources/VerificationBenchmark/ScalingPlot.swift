import Foundation

/// Times against the number of rules, both on logarithmic scales, as SVG.
struct ScalingPlot {
    private static let (left, top, width, height) = (80.0, 60.0, 820.0, 420.0)
    private static let colors = ["#4f81bd", "#c0504d", "#4f9d5d"]

    let series: [(name: String, points: [(x: Double, y: Double)])]

    init(_ measurements: [Measurement]) {
        let sorted = measurements.sorted { $0.rules < $1.rules }
        let points = { (value: (Measurement) -> Duration) in
            sorted.map { (x: Double($0.rules), y: Figures.seconds(value($0))) }
        }
        series = [
            ("compose and compile everything", points { $0.compiling }),
            ("prove everything", points { $0.proving }),
            ("prove one change", points { Figures.median($0.updates.map(\.proving)) }),
        ]
    }

    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="960" height="580" font-family="sans-serif" font-size="12">
        <rect width="100%" height="100%" fill="white"/>
        <text x="12" y="24" font-size="16">Seconds against rules, resident engine</text>
        \(grid)
        \(series.enumerated().map { line($0.offset, $0.element.name, $0.element.points) }.joined(separator: "\n"))
        </svg>

        """
    }

    private func decades(_ values: [Double]) -> ClosedRange<Int> {
        let positive = values.filter { $0 > 0 }
        let lowest = Int(log10(positive.min() ?? 1).rounded(.down))
        return lowest...max(lowest + 1, Int(log10(positive.max() ?? 10).rounded(.up)))
    }

    private var columns: ClosedRange<Int> { decades(series.flatMap { $0.points.map(\.x) }) }
    private var rows: ClosedRange<Int> { decades(series.flatMap { $0.points.map(\.y) }) }

    private func place(_ x: Double, _ y: Double) -> (Double, Double) {
        let across = (log10(x) - Double(columns.lowerBound)) / Double(columns.count - 1)
        let up = (log10(y) - Double(rows.lowerBound)) / Double(rows.count - 1)
        return (Self.left + across * Self.width, Self.top + (1 - up) * Self.height)
    }

    private var grid: String {
        let vertical = columns.map { decade in
            let (x, _) = place(pow(10, Double(decade)), pow(10, Double(rows.lowerBound)))
            return """
                <line x1="\(x)" y1="\(Self.top)" x2="\(x)" y2="\(Self.top + Self.height)" stroke="#ddd"/>
                <text x="\(x)" y="\(Self.top + Self.height + 18)" text-anchor="middle">10^\(decade) rules</text>
                """
        }
        let horizontal = rows.map { decade in
            let (_, y) = place(pow(10, Double(columns.lowerBound)), pow(10, Double(decade)))
            return """
                <line x1="\(Self.left)" y1="\(y)" x2="\(Self.left + Self.width)" y2="\(y)" stroke="#ddd"/>
                <text x="\(Self.left - 8)" y="\(y + 4)" text-anchor="end">10^\(decade) s</text>
                """
        }
        return (vertical + horizontal).joined(separator: "\n")
    }

    private func line(_ index: Int, _ name: String, _ points: [(x: Double, y: Double)]) -> String {
        let color = Self.colors[index % Self.colors.count]
        let places = points.filter { $0.x > 0 && $0.y > 0 }.map { place($0.x, $0.y) }
        let dots = places.map { "<circle cx=\"\($0.0)\" cy=\"\($0.1)\" r=\"3\" fill=\"\(color)\"/>" }
        let path = places.map { "\($0.0),\($0.1)" }.joined(separator: " ")
        let y = Self.top + Self.height + 44 + Double(index) * 18
        return """
            <polyline points="\(path)" fill="none" stroke="\(color)" stroke-width="2"/>
            \(dots.joined())
            <text x="\(Self.left)" y="\(y)" fill="\(color)">\(name)</text>
            """
    }
}
