extension LinearProgram {
    /// A row (constraint) of one ``LinearProgram``: its position in ``LinearProgram/rows``.
    public struct RowID: Hashable, Sendable {
        public let index: Int

        public init(_ index: Int) {
            self.index = index
        }
    }
}
