import CRivals
import FlowDistribution

/// A tenant's distribution problem in every form that somebody solves it in.
struct Tenant {
    let seed: UInt64
    let problem: DistributionProblem
    /// One variable for each pair of instances.
    let plain: ProgramArrays
    /// The same where identical instances of one rack are one.
    let collapsed: ProgramArrays

    init(seed: UInt64, _ problem: DistributionProblem) throws {
        self.seed = seed
        self.problem = problem
        plain = FigureSixProgram.arrays(of: problem)
        collapsed = FigureSixProgram.arrays(of: try problem.collapsed().problem)
    }
}

/// What came of a solve.
enum Verdict: String, Codable {
    case optimal, infeasible
    /// The time was up.
    case limit
    /// The solver gave up for a reason of its own.
    case failed
}

/// One solve of one tenant, timed.
struct Trial {
    var verdict: Verdict
    var objective: Double
    /// What counts.
    var seconds: Double
    /// What was needed before and is not counted: building the program that a general solver takes.
    var buildSeconds = 0.0
    /// By which way the answer was found, where there are several.
    var method: Distribution.Method?
}

/// Somebody who solves tenants.
protocol Contender: AnyObject {
    var name: String { get }
    /// - Parameter seconds: the longest that a general solver may take.
    func solve(_ tenant: Tenant, within seconds: Double) throws -> Trial
}

/// GLPK or CLP, which start from an empty environment at each solve.
final class GeneralContender: Contender {
    enum Solver: String {
        case glpk = "GLPK"
        case clp = "CLP"
    }

    enum Method: Int32, CaseIterable {
        case primal, dual, presolve
    }

    enum Form: String {
        case plain, collapsed
    }

    let solver: Solver
    let method: Method
    let form: Form

    init(_ solver: Solver, _ method: Method, _ form: Form) {
        self.solver = solver
        self.method = method
        self.form = form
    }

    var name: String { "\(solver.rawValue) \(method), \(form.rawValue)" }

    func solve(_ tenant: Tenant, within seconds: Double) -> Trial {
        let arrays = form == .plain ? tenant.plain : tenant.collapsed
        return Trial(
            arrays.withProgram { program in
                solver == .glpk
                    ? rival_glpk_solve(&program, method.rawValue, seconds)
                    : rival_clp_solve(&program, method.rawValue, seconds)
            })
    }
}

extension Trial {
    init(_ answer: rival_answer) {
        verdict =
            switch Int(answer.status) {
            case RIVAL_OPTIMAL: .optimal
            case RIVAL_INFEASIBLE: .infeasible
            case RIVAL_LIMIT: .limit
            default: .failed
            }
        objective = answer.objective
        seconds = answer.solve_seconds
        buildSeconds = answer.build_seconds
    }
}
