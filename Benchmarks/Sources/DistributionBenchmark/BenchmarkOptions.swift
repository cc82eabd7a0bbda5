/// What the command line asks for.
struct BenchmarkOptions {
    /// How much time is spent.
    enum Effort: String {
        /// About a minute; the largest tenants are left out.
        case quick
        /// Less than ten minutes.
        case standard
        /// As long as it takes for GLPK to finish.
        case full
    }

    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    static let usage = """
        usage: DistributionBenchmark [--quick | --full] [--glpk-limit SECONDS] [--only WORD] [--ours]
                                     [--seed NUMBER] [--format text | json] [--plot FILE]

          --quick        about a minute: fewer tenants, none of the largest
          --full         more tenants, and GLPK gets an hour for each program
          --glpk-limit   seconds for each run of a general solver (120; 20 with --quick, 3600 with --full)
          --only         only families whose name contains the word, such as "clustered" or "big"
          --ours         no rivals, as for a profile
          --seed         another set of tenants
          --format       json prints all numbers for a program to read
          --plot         write a picture of the ratios to FILE, as SVG
        """

    var effort = Effort.standard
    var limit: Double { chosenLimit ?? (effort == .quick ? 20 : effort == .standard ? 120 : 3600) }
    var only = ""
    var hasRivals = true
    var seed: UInt64 = 1
    var printsJSON = false
    var plot: String?
    var wantsHelp = false
    private var chosenLimit: Double?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--quick": effort = .quick
            case "--full": effort = .full
            case "--ours": hasRivals = false
            case "--help", "-h": wantsHelp = true
            case "--only", "--plot", "--glpk-limit", "--seed", "--format": try set(option, to: rest.popFirst())
            default: throw Mistake(description: "\(option): there is no such option")
            }
        }
        if Family.all(self).isEmpty, only != "warm" { throw wrong("--only", only) }
    }

    private mutating func set(_ option: String, to value: String?) throws {
        guard let value else { throw Mistake(description: "\(option): its value is missing") }
        switch option {
        case "--only": only = value
        case "--plot": plot = value
        case "--glpk-limit":
            guard let seconds = Double(value), seconds > 0 else { throw wrong(option, value) }
            chosenLimit = seconds
        case "--seed":
            guard let number = UInt64(value) else { throw wrong(option, value) }
            seed = number
        default:
            guard ["text", "json"].contains(value) else { throw wrong(option, value) }
            printsJSON = value == "json"
        }
    }

    private func wrong(_ option: String, _ value: String) -> Mistake {
        Mistake(description: "\(option): \(value) is no value for it")
    }

    /// Seconds in which one contender repeats its solve of one tenant.
    var repetition: Double { effort == .quick ? 0.006 : 0.02 }
    /// Tenants of a Table-3 family.
    var tenants: Int { effort == .quick ? 10 : effort == .standard ? 40 : 100 }
    /// Sizes of big tenants, and how many there are of each.
    var big: [(instances: Int, count: Int)] {
        switch effort {
        case .quick: [(50, 2), (100, 1)]
        case .standard: [(50, 3), (100, 3), (200, 1), (400, 1)]
        case .full: [(50, 5), (100, 3), (200, 3), (400, 2)]
        }
    }
}
