internal import NetworkTypes
internal import ServiceChaining

/// The flows of a subchain that must go the same way: those with the same addresses, and perhaps the same protocol.
struct Company: Hashable, Sendable {
    private let subchain: SubchainID
    private let source: IPAddress
    private let destination: IPAddress
    private let transport: IPProtocol?

    /// `nil` where each flow goes its own way.
    ///
    /// - Parameter flow: as it goes forward, whoever began it.
    init?(_ flow: FiveTuple, _ subchain: SubchainID, _ stickiness: ServiceFunctionChain.Stickiness) {
        guard stickiness != .connection else { return nil }
        self.subchain = subchain
        source = flow.source
        destination = flow.destination
        transport = stickiness == .addressesAndProtocol ? flow.transport : nil
    }
}
