import FlowDistribution
import Foundation

/// All trials of one contender on one tenant.
struct Samples {
    private(set) var verdict: Verdict?
    private(set) var objective = 0.0
    private(set) var method: Distribution.Method?
    private var seconds: [Double] = []
    private var building: [Double] = []
    /// Seconds that passed on the wall, building included, and the most that one trial took of them.
    private(set) var spent = 0.0
    private(set) var longest = 0.0
    /// By how many bytes the first trial raised the resident set at its highest; nil where nobody looked.
    var memory: Int?

    var count: Int { seconds.count }

    mutating func addTrial(of contender: any Contender, _ tenant: Tenant, within limit: Double) throws {
        let start = ContinuousClock.now
        add(try contender.solve(tenant, within: limit))
        let passed = (ContinuousClock.now - start) / .seconds(1)
        spent += passed
        longest = max(longest, passed)
    }

    private mutating func add(_ trial: Trial) {
        verdict = trial.verdict
        objective = trial.objective
        method = trial.method
        seconds.append(trial.seconds)
        building.append(trial.buildSeconds)
    }

    /// Keeps what was found out and forgets how long that took.
    mutating func forgetTimes() {
        seconds.removeAll()
        building.removeAll()
        spent = 0
    }

    var spread: Spread { Spread(seconds) }
    var build: Double { Spread(building).median }
}

/// The smallest, middle and largest of some numbers.
struct Spread {
    var lowest: Double
    var median: Double
    var highest: Double

    init(_ numbers: [Double]) {
        let sorted = numbers.sorted()
        lowest = sorted.first ?? .nan
        median = sorted.isEmpty ? .nan : sorted[sorted.count / 2]
        highest = sorted.last ?? .nan
    }
}

extension Sequence<Double> {
    /// Not a number where there are none.
    var geometricMean: Double {
        let logarithms = map { log($0) }
        return exp(logarithms.reduce(0, +) / Double(logarithms.count))
    }
}
