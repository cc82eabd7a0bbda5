public import ChainComposition
public import NetworkTypes
public import OpenFlow
public import OpenFlowEmulation
import Synchronization

/// Emulated switches: no root, no daemon, no real packet, and the same messages, byte for byte, as Open vSwitch gets.
///
/// ```swift
/// let fabric = EmulatedFabric(EmulatedNetwork(policy))
/// let controller = ForwardingController(fabric: fabric)
/// try await controller.apply(policy)
/// let walks = fabric.exchange(packet, from: port)      // where does this packet go?
/// ```
public final class EmulatedFabric: SwitchFabric {
    fileprivate struct State {
        var network: EmulatedNetwork
        var packetIn: PacketInAnswer?
        var flowRemoved: FlowRemovedNotice?
        var connected: ConnectedNotice?
        var nextTransaction: UInt32 = 1
        var nextBundle: UInt32 = 1
    }

    private let state: Mutex<State>

    public init(_ network: EmulatedNetwork) {
        state = Mutex(State(network: network))
    }

    /// The network as it stands.
    public var network: EmulatedNetwork { state.withLock { $0.network } }

    /// Changes the network: launches boxes, moves the clock, breaks things.
    public func withNetwork<Result>(_ body: (inout sending EmulatedNetwork) -> sending Result) -> sending Result {
        state.withLock { body(&$0.network) }
    }

    /// Sends a packet into a switch and follows it, its packet-ins answered by the handler, and what endpoints answer.
    ///
    /// - Parameter rounds: how many walks at most, 2 for a request and its reply.
    public func exchange(_ packet: Packet, from port: SwitchPort, rounds: Int = 2) -> [Walk] {
        var walks: [Walk] = []
        var pending = [PendingPacket(packet, at: port)]
        while walks.count < rounds, !pending.isEmpty {
            let next = pending.removeFirst()
            let walk = send(next)
            walks.append(walk)
            pending += walk.replies
        }
        return walks
    }

    /// One packet to its end. Answers to packet-ins send it on, which is part of the walk.
    private func send(_ packet: PendingPacket) -> Walk {
        follow(state.withLock { $0.network.send(packet.packet, from: packet.port) })
    }

    private func follow(_ start: Walk) -> Walk {
        var walk = start
        var handled = 0
        while handled < walk.events.count {
            defer { handled += 1 }
            guard case .packetIn(let datapath, let message) = walk.events[handled] else { continue }
            let handler = state.withLock { $0.packetIn }
            for (target, bodies) in handler?(datapath, message) ?? [] {
                for body in bodies { walk.append(state.withLock { $0.deliver(body, to: target).walk }) }
            }
            // The packet-ins among what is queued have just been handled.
            let (messages, notice) = state.withLock { ($0.network.drainMessages(datapath), $0.flowRemoved) }
            for case .flowRemoved(let removed) in messages.map(\.body) { notice?(datapath, removed) }
        }
        return walk
    }

    /// Moves the clock; rules and connections whose time has come go, and the controller is told.
    public func advance(by duration: Duration) {
        let (messages, notice) = state.withLock { state in
            state.network.advance(to: state.network.now + duration)
            let datapaths = state.network.switches.keys.sorted()
            return (datapaths.map { ($0, state.network.drainMessages($0)) }, state.flowRemoved)
        }
        for (datapath, messages) in messages {
            for case .flowRemoved(let removed) in messages.map(\.body) { notice?(datapath, removed) }
        }
    }

    /// Restarts a switch: it comes back without rules, groups and connections.
    public func restart(_ datapath: DatapathID) {
        let notice = state.withLock { state in
            _ = state.network.withSwitch(datapath) { $0.restart() }
            return state.connected
        }
        notice?(datapath)
    }

    public func switches() async -> [DatapathID: Set<PortNumber>] {
        state.withLock { $0.network.switches.mapValues { Set($0.ports.keys) } }
    }

    public func apply(_ messages: [Message.Body], to datapath: DatapathID) async throws {
        try state.withLock { state in
            guard state.network[datapath] != nil else {
                throw StratosError(.switchMissing, "switch \(datapath) is not in the emulated network")
            }
            let bundle = BundleID(rawValue: state.nextBundle)
            state.nextBundle &+= 1
            let wrapped =
                [.bundleControl(BundleControl(.openRequest, bundle))]
                + messages.map { Message.Body.bundleAdd(BundleAdd(bundle, $0)) }
                + [.bundleControl(BundleControl(.commitRequest, bundle))]
            for body in wrapped {
                let replies = state.deliver(body, to: datapath).replies
                for case .error(let error) in replies.map(\.body) {
                    throw StratosError(.updateRefused, "switch \(datapath) refused the bundle: \(error.code)")
                }
            }
        }
    }

    public func map(_ options: [TunnelOptionMapping], on datapath: DatapathID) async throws {
        try state.withLock { state in
            let known = state.deliver(.tunnelOptionRequest, to: datapath).replies.flatMap {
                reply -> [TunnelOptionMapping] in
                if case .tunnelOptionReply(let table) = reply.body { table.mappings } else { [] }
            }
            let unknown = options.filter { !known.contains($0) }
            guard !unknown.isEmpty else { return }
            let replies = state.deliver(.tunnelOptionMod(TunnelOptionMod(.add, unknown)), to: datapath).replies
            for case .error(let error) in replies.map(\.body) {
                throw StratosError(.updateRefused, "switch \(datapath) refused tunnel options: \(error.code)")
            }
        }
    }

    /// What packet-outs send is followed to its end, packet-ins included.
    public func send(_ messages: [Message.Body], to datapath: DatapathID) async {
        for body in messages { _ = follow(state.withLock { $0.deliver(body, to: datapath).walk }) }
    }

    public func contents(of datapath: DatapathID) async throws -> SwitchContents {
        try state.withLock { state in
            guard state.network[datapath] != nil else {
                throw StratosError(.switchMissing, "switch \(datapath) is not in the emulated network")
            }
            let ours = FlowStatsRequest(
                cookie: Cookie(rawValue: RuleCookie.owner), cookieMask: RuleCookie.ownerMask)
            var contents = SwitchContents(rules: [], groups: [])
            for request in [MultipartRequest.Body.flow(ours), .groupDescription] {
                for reply in state.deliver(.multipartRequest(MultipartRequest(request)), to: datapath).replies {
                    guard case .multipartReply(let part) = reply.body else { continue }
                    if case .flow(let rules) = part.body { contents.rules += rules }
                    if case .groupDescription(let groups) = part.body { contents.groups += groups }
                }
            }
            return contents
        }
    }

    public func trackedConnections() async throws -> [TrackedConnection] {
        state.withLock { state in
            state.network.switches.values.flatMap(\.tracker.connections).filter {
                $0.mark != 0 && !$0.isClosed && $0.expires > state.network.now
            }.map { TrackedConnection($0.original, zone: $0.zone, mark: $0.mark) }
        }
    }

    public func liveConnections() async throws -> [UInt32: Int] {
        state.withLock { state in
            let connections = state.network.switches.values.flatMap(\.tracker.connections)
            return connections.reduce(into: [:]) { counts, connection in
                if connection.mark != 0, !connection.isClosed, connection.expires > state.network.now {
                    counts[connection.mark, default: 0] += 1
                }
            }
        }
    }

    public func setPacketInHandler(_ handler: PacketInAnswer?) async {
        state.withLock { $0.packetIn = handler }
    }

    public func setConnectedHandler(_ handler: ConnectedNotice?) async {
        state.withLock { $0.connected = handler }
    }

    public func setFlowRemovedHandler(_ handler: FlowRemovedNotice?) async {
        state.withLock { $0.flowRemoved = handler }
    }
}

extension EmulatedFabric.State {
    /// Through the codec and back, so that the emulated switch sees what a real one would.
    mutating func deliver(_ body: Message.Body, to datapath: DatapathID) -> (replies: [Message], walk: Walk) {
        let message = Message(TransactionID(rawValue: nextTransaction), body)
        nextTransaction &+= 1
        guard let bytes = try? message.encoded(version: .v1_3), let decoded = try? Message.decode(bytes) else {
            return ([Message(message.transaction, .error(ErrorMessage(.badType)))], Walk())
        }
        return network.receive(decoded, at: datapath)
    }
}
