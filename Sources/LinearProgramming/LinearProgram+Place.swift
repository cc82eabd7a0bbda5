extension LinearProgram {
    /// Which part of a linear program, or of a file with one, a message is about.
    public enum Place: Hashable, Sendable, CustomStringConvertible {
        /// The variable at this position, with its name.
        case variable(Int, String)
        /// The row at this position, with its name.
        case row(Int, String)
        /// This line of a file, counted from one.
        case line(Int)
        /// The node of a ``MinCostFlowProblem`` at this position, with its name.
        case node(Int, String)
        /// The arc of a ``MinCostFlowProblem`` at this position, with its name.
        case arc(Int, String)

        public var description: String {
            switch self {
            case .variable(let index, let name): name.isEmpty ? "variable \(index)" : "variable '\(name)' (\(index))"
            case .line(let number): "line \(number)"
            case .row(let index, let name): name.isEmpty ? "row \(index)" : "row '\(name)' (\(index))"
            case .node(let index, let name): name.isEmpty ? "node \(index)" : "node '\(name)' (\(index))"
            case .arc(let index, let name): name.isEmpty ? "arc \(index)" : "arc '\(name)' (\(index))"
            }
        }
    }
}
