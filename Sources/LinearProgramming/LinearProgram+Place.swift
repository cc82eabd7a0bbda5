extension LinearProgram {
    /// Which part of a linear program, or of a file with one, a message is about.
    public enum Place: Hashable, Sendable, CustomStringConvertible {
        /// The variable at this position, with its name.
        case variable(Int, String)
        /// The row at this position, with its name.
        case row(Int, String)
        /// This line of a file, counted from one.
        case line(Int)

        public var description: String {
            switch self {
            case .variable(let index, let name): name.isEmpty ? "variable \(index)" : "variable '\(name)' (\(index))"
            case .line(let number): "line \(number)"
            case .row(let index, let name): name.isEmpty ? "row \(index)" : "row '\(name)' (\(index))"
            }
        }
    }
}
