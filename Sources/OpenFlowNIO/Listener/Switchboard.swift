internal import Logging
internal import NIOCore
internal import NetworkTypes
internal import Synchronization

/// The connections of one listener: admits them, keeps datapaths apart, tells what happens.
final class Switchboard: Sendable {
    let setup: ConnectionSetup
    let queue = BoundedEventQueue<ListenerEvent>()
    private let state: Mutex<State>

    private static var eventLimit: Int { 65536 }

    private struct State {
        var registry: SessionRegistry<SwitchSession>
        var channels: [ConnectionNumber: any Channel] = [:]
        var lastNumber: UInt64 = 0
        var isStopped = false
    }

    init(_ setup: ConnectionSetup) {
        self.setup = setup
        state = Mutex(
            State(
                registry: SessionRegistry(
                    maximumConnections: setup.configuration.maximumConnections,
                    maximumHandshakes: setup.configuration.maximumHandshakes)))
    }

    var sessions: [DatapathID: SwitchSession] { state.withLock { $0.registry.sessions } }
    var connectionCount: Int { state.withLock { $0.registry.connectionCount } }

    /// Takes a channel in, on its event loop; throwing closes the channel.
    func accept(_ channel: any Channel) throws {
        let (number, admission) = admit(channel)
        let peer = ConnectionSetup.name(of: channel.remoteAddress, number: number)
        if case .refused(let reason) = admission {
            let error = OpenFlowSessionError(.tooManyConnections, "the connection was closed at once: \(reason)")
            setup.logger.debug("connection refused", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
            tell(.refused(peer: peer, error))
            throw error
        }
        try setup.install(observer(number, peer), in: channel, peer: peer)
    }

    private func admit(_ channel: any Channel) -> (ConnectionNumber, SessionRegistry<SwitchSession>.Admission) {
        state.withLock { state in
            state.lastNumber += 1
            let number = ConnectionNumber(rawValue: state.lastNumber)
            guard !state.isStopped else { return (number, .refused("the listener is closing")) }
            let admission = state.registry.admit(number)
            if admission == .admitted { state.channels[number] = channel }
            return (number, admission)
        }
    }

    private func observer(_ number: ConnectionNumber, _ peer: String) -> ConnectionObserver {
        ConnectionObserver(
            claim: { [self] datapath in state.withLock { $0.registry.claim(datapath, for: number) } },
            ready: { [self] session in
                state.withLock { $0.registry.becameReady(number, session.datapath, session) }
                tell(.connected(session))
            },
            ended: { [self] error, claimed, wasReady in
                state.withLock { state in
                    state.registry.remove(number, datapath: claimed)
                    state.channels[number] = nil
                }
                if !wasReady { tell(.refused(peer: peer, error)) }
            })
    }

    private func tell(_ event: ListenerEvent) {
        guard !queue.offer(event, limit: Self.eventLimit) else { return }
        setup.logger.debug("nobody reads the listener's events; one was dropped")
    }

    /// False where it has been stopped before.
    func stop() -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        queue.finish()
        return isFirst
    }

    func closeAll() async {
        for channel in state.withLock({ Array($0.channels.values) }) { try? await channel.close() }
    }
}
