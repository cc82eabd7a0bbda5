extension Connection {
    /// True where nothing of the flow is to come: both ends have closed it, or one has reset it.
    public var isClosed: Bool {
        if case .tcp(let progress) = progress { progress.isOver } else { false }
    }
}
