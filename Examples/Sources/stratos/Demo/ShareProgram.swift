internal import ChainComposition
internal import LinearProgramming
internal import ServiceChaining

/// Shares of new flows for instance paths, by a linear program: as few steps between switches as possible, while no
/// instance gets more than 20 % more or less than its siblings (the idea of Stratos § 5.1, on paths instead of edges).
struct ShareProgram {
    private let plan: TenantPlan
    private var program = LinearProgram(.minimize)
    private var variables: [(path: PlannedPath, variable: LinearProgram.VariableID)] = []

    /// - Parameter policy: the deployment; every combination of its active instances is a candidate.
    init?(_ policy: Policy, _ tenant: TenantID) throws {
        let candidates = try ChainComposer(selection: .allCombinations).plan(for: policy)
        guard let plan = candidates.tenants[tenant] else { return nil }
        self.plan = plan
        for path in plan.paths {
            let crossings = (path.hops.forward + path.hops.reverse).filter(\.crossesSwitches).count
            variables.append((path, program.addVariable("share of \(path.id)", cost: Double(crossings))))
        }
        for head in plan.heads { addRows(head) }
    }

    /// All flows of a head go somewhere, and the instances at each position share them within the band.
    private mutating func addRows(_ head: PlannedHead) {
        let mine = variables.filter { $0.path.subchain == head.subchain && $0.path.route.head == head.head }
        program.addRow("flows of \(head.group)", .exactly(1), mine.map { .init($0.variable, 1) })
        for position in mine.first?.path.route.instances.indices ?? 0..<0 {
            let instances = Set(mine.map { $0.path.route.instances[position] })
            let fair = 1 / Double(instances.count)
            for instance in instances.sorted() where instances.count > 1 {
                let through = mine.filter { $0.path.route.instances[position] == instance }
                program.addRow(
                    "\(head.group) at \(instance)", .between(0.8 * fair, 1.2 * fair),
                    through.map { .init($0.variable, 1) })
            }
        }
    }

    /// Weights in hundredths, as the forwarding controller takes them.
    func weights(by solver: some LinearProgramSolver) throws -> ChainComposer.PathWeights? {
        guard let solution = try solver.solve(program).solution else { return nil }
        var weights: ChainComposer.PathWeights = [:]
        for (path, variable) in variables {
            let share = Int((solution[variable] * 100).rounded())
            if share > 0 { weights[path.subchain, default: [:]][path.route] = share }
        }
        return weights
    }
}
