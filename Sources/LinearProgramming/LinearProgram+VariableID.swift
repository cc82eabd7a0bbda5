extension LinearProgram {
    /// A variable of one ``LinearProgram``: its position in ``LinearProgram/variables``.
    public struct VariableID: Hashable, Sendable {
        public let index: Int

        public init(_ index: Int) {
            self.index = index
        }
    }
}
