import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Synchronization

@testable import Stratos

/// Emulated switches, some of whose bundles get a message that no switch takes, amid the good ones.
final class FaultyFabric: SwitchFabric {
    /// Which update a bundle belongs to, as far as a test says so.
    @TaskLocal static var update = 0

    private struct State {
        var bundles = 0
        var refused: Range<Int> = 0..<0
        var updates: [Int] = []
        var onBundle: (@Sendable (Int) -> Void)?
    }

    let base: EmulatedFabric
    private let state = Mutex(State())

    init(_ base: EmulatedFabric) { self.base = base }

    /// Bundles since the last call of this or of ``refuse(_:)``, refused ones included.
    var bundles: Int { state.withLock { $0.bundles } }
    /// The update of each bundle, in the order in which they came.
    var updates: [Int] { state.withLock { $0.updates } }

    /// Spoils the bundles with these numbers, counted from now on.
    func refuse(_ numbers: Range<Int>) {
        state.withLock { ($0.bundles, $0.refused, $0.updates) = (0, numbers, []) }
    }

    func whenBundleComes(_ action: (@Sendable (Int) -> Void)?) {
        state.withLock { $0.onBundle = action }
    }

    func apply(_ messages: [Message.Body], to datapath: DatapathID) async throws {
        let (number, isRefused, action) = state.withLock { state in
            defer { state.bundles += 1 }
            state.updates.append(Self.update)
            return (state.bundles, state.refused.contains(state.bundles), state.onBundle)
        }
        action?(number)
        await Task.yield()
        try Task.checkCancellation()
        var messages = messages
        if isRefused {
            messages.insert(.groupMod(GroupMod(.modify, 0xABCD)), at: messages.count / 2)
        }
        try await base.apply(messages, to: datapath)
    }

    func switches() async -> [DatapathID: Set<PortNumber>] { await base.switches() }
    func contents(of datapath: DatapathID) async throws -> SwitchContents { try await base.contents(of: datapath) }
    func trackedConnections() async throws -> [TrackedConnection] { try await base.trackedConnections() }
    func liveConnections() async throws -> [UInt32: Int] { try await base.liveConnections() }
    func setPacketInHandler(_ handler: PacketInAnswer?) async { await base.setPacketInHandler(handler) }
    func setFlowRemovedHandler(_ handler: FlowRemovedNotice?) async { await base.setFlowRemovedHandler(handler) }

    /// Everything that the switches hold, in words: rules with what they do, and groups.
    var held: [DatapathID: Set<String>] {
        base.network.switches.mapValues { bridge in
            let rules = bridge.tables.flatMap { table, content in
                content.rules.map {
                    "\(table) \($0.priority) \($0.match) \($0.instructions) \($0.cookie) \($0.idleTimeout)"
                }
            }
            return Set(rules + bridge.groups.groups.map { "\($0.key) \($0.value.type) \($0.value.buckets)" })
        }
    }
}
