import NetworkTypes
import OpenFlow
import Synchronization

@testable import Stratos

/// Emulated switches that refuse what they are asked, when they are told to.
final class UnreliableFabric: SwitchFabric {
    let inner: EmulatedFabric
    /// Given a switch and how many bundles it was asked to take before: true where it refuses.
    private let refuses = Mutex<@Sendable (DatapathID, Int) -> Bool>({ _, _ in false })
    private let asked = Mutex<[DatapathID: Int]>([:])

    init(_ inner: EmulatedFabric) { self.inner = inner }

    /// Counts anew from here.
    func refuse(_ condition: @escaping @Sendable (DatapathID, Int) -> Bool) {
        asked.withLock { $0 = [:] }
        refuses.withLock { $0 = condition }
    }

    func apply(_ messages: [Message.Body], to datapath: DatapathID) async throws {
        let number = asked.withLock { counts in
            defer { counts[datapath, default: 0] += 1 }
            return counts[datapath, default: 0]
        }
        if refuses.withLock({ $0(datapath, number) }) { throw StratosError(.switchMissing, "not now") }
        try await inner.apply(messages, to: datapath)
    }

    func switches() async -> [DatapathID: Set<PortNumber>] { await inner.switches() }
    func contents(of datapath: DatapathID) async throws -> SwitchContents { try await inner.contents(of: datapath) }
    func trackedConnections() async throws -> [TrackedConnection] { try await inner.trackedConnections() }
    func liveConnections() async throws -> [UInt32: Int] { try await inner.liveConnections() }
    func setPacketInHandler(_ handler: PacketInAnswer?) async { await inner.setPacketInHandler(handler) }
    func setFlowRemovedHandler(_ handler: FlowRemovedNotice?) async { await inner.setFlowRemovedHandler(handler) }
}
