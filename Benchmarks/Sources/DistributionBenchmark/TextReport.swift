/// Writes a report for people.
struct TextReport {
    private let report: BenchmarkReport

    init(_ report: BenchmarkReport) {
        self.report = report
    }

    static func preamble(_ report: BenchmarkReport) -> String {
        """
        Flow distribution against general solvers, on the same tenants, in one process and one thread.
        \(report.machine); GLPK \(report.glpk.isEmpty ? "missing" : report.glpk), \
        CLP \(report.clp.isEmpty ? "missing" : report.clp); seed \(report.seed)

        Times of GLPK and CLP are of the processor and hold the call of the solver alone: building and scaling the
        program and finding a basis to start from are listed apart and count for nothing; every solve starts without a
        basis of its own. Ours are of the wall, the middle of many, and hold everything from the problem value on:
        reading it, collapsing, building the network, solving, and what each rack sends to each other. "New workspace"
        begins with nothing allocated; "written answer" adds the flow between each two instances and the certificate,
        "balanced answer" the search among the optima for the one whose fullest link or rack pair is the least full.
        Everybody solves one tenant after the other, again and again, since a processor learns a solve of microseconds
        by heart where the same one is repeated; "one tenant repeated" shows how much.
        The ratio that counts is to the FASTEST of GLPK's three modes on the program as in the paper, with a variable
        for each two instances, chosen anew for each tenant. "Collapsed" is the program in which identical instances
        of one rack are one. \(stopping(report))
        Objectives agree to 1e-6 and verdicts are equal, or the run ends with an error.

        """
    }

    private static func stopping(_ report: BenchmarkReport) -> String {
        let limit = "A solver that runs for \(Figures.digits(report.secondsLimit)) s is stopped"
        guard report.effort != "full" else { return limit + ", and the ratio is at least (≥) that." }
        return limit + """
            ; so is, after 5 s, a mode that
            has taken longer than another mode of the same solver on that program. Ratios are then at least (≥) that.
            """
    }

    static func section(_ family: FamilyReport) -> String {
        let size = { (size: FamilyReport.Size) in
            "\(Figures.digits(size.variables)) × \(Figures.digits(size.rows))"
        }
        let skipped = family.infeasible > 0 ? ", and \(family.infeasible) infeasible, with equal verdicts" : ""
        var lines = [
            "",
            "\(family.family): \(family.tenants) tenants\(skipped)",
            "variables × rows: \(size(family.plain)), collapsed \(size(family.collapsed))\(methods(family))",
            "  " + "".padded(to: 26) + "    median       sum   spread of runs  building    ratio: mean    of sums"
                + (family.lines.contains { $0.memory != nil } ? "     memory" : ""),
        ]
        lines += family.lines.map { line($0, family) }
        for ratio in family.ratios where ratio.rival.hasPrefix("fastest") {
            lines.append("  " + ratio.rival.padded(to: 64) + columns(ratio))
        }
        return lines.joined(separator: "\n")
    }

    private static func methods(_ family: FamilyReport) -> String {
        let counts = Dictionary(grouping: family.details, by: \.method).mapValues(\.count)
        let words = counts.sorted { $0.key < $1.key }.filter { !$0.key.isEmpty }.map { "\($0.value) \($0.key)" }
        return words.isEmpty ? "" : "; ways: " + words.joined(separator: ", ")
    }

    private static func line(_ line: FamilyReport.Line, _ family: FamilyReport) -> String {
        var text = "  " + line.contender.padded(to: 26) + Figures.time(line.median).aligned(to: 10)
        text += Figures.time(line.total).aligned(to: 10)
        text += "\(Figures.digits(line.lowest))–\(Figures.digits(line.highest))×".aligned(to: 17)
        text += (line.building > 0 ? Figures.time(line.building) : "included").aligned(to: 10)
        if let ratio = family.ratios.first(where: { $0.rival == line.contender }) {
            text += columns(ratio)
        } else {
            text += "".padded(to: 26)
        }
        if let memory = line.memory { text += Figures.memory(memory).aligned(to: 11) }
        if line.limits > 0 { text += "  stopped: \(line.limits)" }
        if line.failures > 0 { text += "  failed: \(line.failures)" }
        return text
    }

    private static func columns(_ ratio: FamilyReport.Ratio) -> String {
        Figures.ratio(ratio.geometricMean, isAtLeast: ratio.isAtLeast).aligned(to: 15)
            + Figures.ratio(ratio.totals, isAtLeast: ratio.isAtLeast).aligned(to: 11)
    }

    static func section(_ warm: BenchmarkReport.Warm) -> String {
        let title = """

            warm, \(warm.family), \(warm.change): \(warm.tenants) tenants × \(WarmBenchmark.steps) steps
              \("".padded(to: 26))    a step     ratio  not counted: new bounds   iterations
            """
        let lines = warm.steps.sorted { $0.value < $1.value }.map { name, time in
            let changing = warm.changing[name] ?? 0
            return "  " + name.padded(to: 26) + Figures.time(time).aligned(to: 10)
                + Figures.ratio(warm.ratios[name] ?? .nan).aligned(to: 10)
                + (changing > 0 ? Figures.time(changing) : "included").aligned(to: 25)
                + (changing > 0 ? Figures.digits(warm.iterations[name] ?? 0) : "").aligned(to: 13)
        }
        return ([title] + lines).joined(separator: "\n")
    }

    /// What follows the families.
    var summary: String {
        ([""] + throughput + [""] + allocations + [""] + goals).joined(separator: "\n")
    }

    private var throughput: [String] {
        let lines = report.throughput.map { rate in
            "  " + rate.family.padded(to: 36) + rate.use.padded(to: 28)
                + Figures.digits(rate.tenantsPerSecond).aligned(to: 10)
        }
        return lines.isEmpty
            ? [] : ["different Table-3 tenants, one after the other: how many a second on one core"] + lines
    }

    private var allocations: [String] {
        report.allocations.map { "allocations, \($0.what): least \($0.least), median \($0.median), most \($0.most)" }
    }

    private var goals: [String] {
        if report.goals.isEmpty { return [] }
        let head =
            "what was promised".padded(to: 58) + "measured".aligned(to: 18) + "floor".aligned(to: 10)
            + "aim".aligned(to: 10)
        return [head]
            + report.goals.map { goal in
                goal.name.padded(to: 58)
                    + ((goal.isAtLeast ? "≥ " : "") + Figures.digits(goal.value) + goal.unit).aligned(to: 18)
                    + Figures.digits(goal.floor).aligned(to: 10) + Figures.digits(goal.aim).aligned(to: 10)
                    + "  " + goal.verdict.rawValue
            }
    }
}
