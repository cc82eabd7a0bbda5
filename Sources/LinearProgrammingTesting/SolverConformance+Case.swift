public import LinearProgramming

extension SolverConformance {
    /// One program and what is known about it.
    public struct Case: Sendable, CustomStringConvertible {
        public var name: String
        public var program: LinearProgram
        public var limits: LinearProgramLimits
        public var expectation: Expectation

        public init(
            _ name: String, _ program: LinearProgram, _ expectation: Expectation, limits: LinearProgramLimits = .none
        ) {
            self.name = name
            self.program = program
            self.expectation = expectation
            self.limits = limits
        }

        public var description: String { name }

        /// Minimising turned into maximising the opposite, and the other way round.
        var turnedRound: Case {
            var program = LinearProgram(
                program.direction == .minimize ? .maximize : .minimize, constant: -program.constant)
            for variable in self.program.variables {
                program.addVariable(variable.name, variable.bounds, cost: -variable.cost)
            }
            for row in self.program.rows { program.addRow(row.name, row.bounds, row.terms) }
            var test = self
            test.program = program
            test.name += ", turned round"
            if case .optimal(let objective?) = expectation { test.expectation = .optimal(objective: -objective) }
            return test
        }
    }

    /// What a solver should say.
    public enum Expectation: Hashable, Sendable {
        /// Optimal, with this objective where it is known beforehand.
        case optimal(objective: Double?)
        case infeasible
        case unbounded
        /// Whatever the solver can prove.
        case provable
        /// The limit, or whatever the solver can prove before it gets there.
        case limit
        /// Refused with this code, naming this place.
        case error(LinearProgramError.Code, at: LinearProgram.Place?)
    }

    /// Something that a solver got wrong.
    public struct Failure: Hashable, Sendable, CustomStringConvertible {
        /// The name of the case.
        public var test: String
        public var message: String

        public var description: String { "\(test): \(message)" }
    }
}
