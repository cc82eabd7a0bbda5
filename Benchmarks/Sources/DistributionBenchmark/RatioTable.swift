/// Compares the headline contender, the first one, with all others.
struct RatioTable {
    private let contenders: [any Contender]
    private let measured: [FamilyBenchmark.Measured]

    init(_ contenders: [any Contender], _ measured: [FamilyBenchmark.Measured]) {
        self.contenders = contenders
        self.measured = measured
    }

    var ratios: [FamilyReport.Ratio] {
        let headlines = [
            ratio(FamilyReport.headline, indices(.glpk, .plain)),
            ratio(FamilyReport.collapsedHeadline, indices(.glpk, .collapsed)),
            ratio("fastest CLP mode, plain", indices(.clp, .plain)),
            ratio("fastest CLP mode, collapsed", indices(.clp, .collapsed)),
        ]
        let each = contenders.indices.dropFirst().map { ratio(contenders[$0].name, [$0]) }
        return (headlines + each).compactMap { $0 }
    }

    var details: [FamilyReport.TenantReport] {
        measured.map { one in
            let fastest = { (form: GeneralContender.Form) in
                Self.best(indices(.glpk, form).map { one.samples[$0] })?.seconds
            }
            return .init(
                seed: one.tenant.seed, method: one.samples[0].method?.rawValue ?? "",
                ours: one.samples[0].spread.median, plain: fastest(.plain), collapsed: fastest(.collapsed))
        }
    }

    private func indices(_ solver: GeneralContender.Solver, _ form: GeneralContender.Form) -> [Int] {
        contenders.indices.filter { index in
            guard let general = contenders[index] as? GeneralContender else { return false }
            return general.solver == solver && general.form == form
        }
    }

    /// Against the fastest of some contenders, chosen anew for each tenant.
    private func ratio(_ name: String, _ indices: [Int]) -> FamilyReport.Ratio? {
        var pairs: [(ours: Double, theirs: Double)] = []
        var isAtLeast = false
        for one in measured {
            guard let best = Self.best(indices.map { one.samples[$0] }) else { continue }
            isAtLeast = isAtLeast || best.isAtLeast
            pairs.append((one.samples[0].spread.median, best.seconds))
        }
        guard !pairs.isEmpty else { return nil }
        return FamilyReport.Ratio(
            rival: name, geometricMean: pairs.map { $0.theirs / $0.ours }.geometricMean,
            totals: pairs.reduce(0) { $0 + $1.theirs } / pairs.reduce(0) { $0 + $1.ours }, isAtLeast: isAtLeast)
    }

    /// The shortest time of those that came to an end; where none did, the shortest after which one was stopped.
    static func best(_ samples: [Samples]) -> (seconds: Double, isAtLeast: Bool)? {
        let ended = samples.filter { $0.verdict == .optimal }.map(\.spread.median).min()
        if let ended { return (ended, false) }
        return samples.filter { $0.verdict == .limit }.map(\.spread.median).min().map { ($0, true) }
    }
}
