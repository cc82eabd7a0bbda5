internal import NetworkTypes

/// Whoever opened a connection: is asked about its datapath and told what becomes of it.
///
/// All are called on the connection's event loop.
struct ConnectionObserver: Sendable {
    /// False where another connection owns the datapath.
    var claim: @Sendable (DatapathID) -> Bool
    var ready: @Sendable (SwitchSession) -> Void
    /// Called exactly once. The datapath is there where the connection had claimed it.
    var ended: @Sendable (OpenFlowSessionError, _ claimed: DatapathID?, _ wasReady: Bool) -> Void
}
