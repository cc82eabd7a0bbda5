import FlowDistribution

/// One thing that was promised, and what was measured.
struct GoalReport: Codable {
    enum Verdict: String, Codable {
        case aim = "aim reached"
        case floor = "floor reached"
        case short = "SHORT OF THE FLOOR"
    }

    var name: String
    /// How many times as fast, or how many a second.
    var value: Double
    /// Whether a rival was stopped, so that it is at least that.
    var isAtLeast: Bool
    var floor: Double
    var aim: Double
    /// "×" or " a second".
    var unit = "×"

    var verdict: Verdict { value >= aim ? .aim : value >= floor ? .floor : .short }

    /// The smaller of the two ways to take a mean.
    init?(_ family: FamilyReport) {
        guard let goal = family.goal, let ratio = family.headlineRatio else { return nil }
        name = family.family
        value = min(ratio.geometricMean, ratio.totals)
        isAtLeast = ratio.isAtLeast
        (floor, aim) = (goal.floor, goal.aim)
    }

    init(_ name: String, _ value: Double, floor: Double, aim: Double, unit: String = "×") {
        self.name = name
        self.value = value
        self.floor = floor
        self.aim = aim
        self.unit = unit
        isAtLeast = false
    }
}

extension GoalReport {
    /// Against GLPK's warm dual simplex on the plain program: for each family the smaller ratio of all changes.
    static func warm(_ sequences: [BenchmarkReport.Warm]) -> [GoalReport] {
        var goals: [GoalReport] = []
        for sequence in sequences where !goals.contains(where: { $0.name == "warm, " + sequence.family }) {
            let ratios = sequences.filter { $0.family == sequence.family }.compactMap { $0.ratios[WarmGLPK.headline] }
            guard let ratio = ratios.min() else { continue }
            goals.append(GoalReport("warm, " + sequence.family, ratio, floor: 10, aim: 50))
        }
        return goals
    }

    /// Against GLPK on the collapsed program, tenants of all families together: those that the network simplex solved,
    /// and those that needed rows besides.
    static func collapsed(_ families: [FamilyReport]) -> [GoalReport] {
        let tenants = families.flatMap(\.details)
        let constrained = Distribution.Method.constrainedNetwork.rawValue
        let ratios = { (isFallback: Bool) in
            tenants.filter { ($0.method == constrained) == isFallback }.compactMap { tenant in
                tenant.collapsed.map { $0 / tenant.ours }
            }
        }
        let (fast, fallback) = (ratios(false), ratios(true))
        var goals: [GoalReport] = []
        if !fast.isEmpty {
            goals.append(
                GoalReport(
                    "GLPK on the collapsed program (\(fast.count) tenants)", fast.geometricMean, floor: 10, aim: 40))
        }
        if !fallback.isEmpty {
            goals.append(
                GoalReport(
                    "the same, of the fallback (\(fallback.count) tenants)", fallback.geometricMean, floor: 5, aim: 15))
        }
        return goals
    }
}
