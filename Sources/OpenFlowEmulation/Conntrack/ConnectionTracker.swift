public import NetworkTypes
internal import OpenFlow

/// Connections by zone, as Open vSwitch's userspace connection tracker keeps them (ovs-fields(7), ovs-actions(7)).
///
/// Both directions of a committed connection find it, and ICMP errors that quote a packet of it. Time is the caller's.
/// Not modelled: address translation, helpers, sequence numbers, limits of zones.
public struct ConnectionTracker: Sendable {
    private var connectionsByNumber: [Int: Connection] = [:]
    private var numbers: [ConnectionKey: Int] = [:]
    private var nextNumber = 0

    public init() {}

    /// Every connection, oldest first, expired ones included until ``expire(at:)`` is called.
    public var connections: [Connection] {
        connectionsByNumber.sorted { $0.key < $1.key }.map(\.value)
    }

    public var count: Int { connectionsByNumber.count }

    /// Sends a packet through the tracker and answers what `ct_state`, `ct_zone`, `ct_mark` and `ct_label` become.
    ///
    /// A packet that meets the connection it already met keeps its state: committed as new, it stays new.
    mutating func track(
        _ packet: Packet, _ request: TrackingRequest, _ memory: inout TrackingMemory, at now: Duration
    ) -> ConntrackContext {
        let flow = TrackedFlow(packet)
        if memory.flow != flow { memory.connection = nil }
        memory.flow = flow
        if !recalls(memory, request) {
            if memory.zone != request.zone { memory.state = [] }
            look(packet, request, &memory, at: now)
        }
        memory.state.insert(.tracked)
        memory.zone = request.zone
        var context = ConntrackContext(state: memory.state, zone: request.zone)
        guard let index = memory.connection.flatMap({ connectionsByNumber.index(forKey: $0) }) else { return context }
        request.write(&connectionsByNumber.values[index])
        context.mark = connectionsByNumber.values[index].mark
        context.label = connectionsByNumber.values[index].label
        return context
    }

    private func recalls(_ memory: TrackingMemory, _ request: TrackingRequest) -> Bool {
        guard let number = memory.connection, !request.forces else { return false }
        return connectionsByNumber[number]?.zone == request.zone
    }

    private mutating func look(
        _ packet: Packet, _ request: TrackingRequest, _ memory: inout TrackingMemory, at now: Duration
    ) {
        guard let flow = memory.flow else {
            memory = TrackingMemory(state: .invalid, zone: request.zone, connection: nil)
            return
        }
        let key = flow.key(zone: request.zone)
        if flow.isRelated { return relate(key, &memory, at: now) }
        guard let number = liveNumber(key, at: now) else { return open(key, packet, request, &memory, at: now) }
        let isReply = connectionsByNumber[number].map { $0.key != key } ?? false
        if isReply, request.forces {
            remove(number)
            return open(key, packet, request, &memory, at: now)
        }
        memory.connection = number
        switch update(number, packet, isReply: isReply, at: now) {
        case .new: memory.state.insert(.new)
        case .established:
            memory.state.remove(.new)
            memory.state.formUnion(isReply ? [.established, .reply] : .established)
        case .invalid: memory.state = .invalid
        case .reopens:
            remove(number)
            open(key, packet, request, &memory, at: now)
        }
    }

    /// An error opens nothing and keeps nothing alive.
    private mutating func relate(_ key: ConnectionKey, _ memory: inout TrackingMemory, at now: Duration) {
        memory.connection = liveNumber(key, at: now)
        guard let connection = memory.connection.flatMap({ connectionsByNumber[$0] }) else {
            memory.state = .invalid
            return
        }
        memory.state.formUnion(connection.key == key ? .related : [.related, .reply])
    }

    private mutating func open(
        _ key: ConnectionKey, _ packet: Packet, _ request: TrackingRequest, _ memory: inout TrackingMemory,
        at now: Duration
    ) {
        memory.connection = nil
        guard let progress = ConnectionProgress(opening: packet) else {
            memory.state = .invalid
            return
        }
        memory.state = .new
        guard request.commits else { return }
        let number = nextNumber
        nextNumber += 1
        connectionsByNumber[number] = Connection(
            zone: key.zone, original: key.flow, expires: now + progress.lifetime, progress: progress, icmp: key.icmp)
        numbers[key] = number
        numbers[key.reversed] = number
        memory.connection = number
    }

    private mutating func update(
        _ number: Int, _ packet: Packet, isReply: Bool, at now: Duration
    ) -> ConnectionProgress.Verdict {
        guard let index = connectionsByNumber.index(forKey: number) else { return .invalid }
        let verdict = connectionsByNumber.values[index].progress.update(packet, isReply: isReply)
        if verdict != .invalid {
            connectionsByNumber.values[index].expires = now + connectionsByNumber.values[index].progress.lifetime
        }
        return verdict
    }

    private mutating func liveNumber(_ key: ConnectionKey, at now: Duration) -> Int? {
        guard let number = numbers[key], let connection = connectionsByNumber[number] else { return nil }
        guard connection.expires > now else {
            remove(number)
            return nil
        }
        return number
    }

    private mutating func remove(_ number: Int) {
        guard let connection = connectionsByNumber.removeValue(forKey: number) else { return }
        numbers[connection.key] = nil
        numbers[connection.key.reversed] = nil
    }
}

extension ConnectionTracker {
    /// The connection that a flow belongs to, in either direction; expired ones are not found. Of ICMP, echoes are, by
    /// their identifier in the place of both ports.
    public func connection(of flow: FiveTuple, zone: UInt16, at now: Duration) -> Connection? {
        let types: [ICMPTypes?] =
            switch flow.transport {
            case .icmp: [ICMPTypes(8), ICMPTypes(0)]
            case .icmpv6: [ICMPTypes(128), ICMPTypes(129)]
            default: [nil]
            }
        let found = types.lazy.compactMap { numbers[ConnectionKey(zone: zone, flow: flow, icmp: $0)] }.first
        guard let number = found else { return nil }
        return connectionsByNumber[number].flatMap { $0.expires > now ? $0 : nil }
    }

    /// How many live connections of a zone have a mark: none means that what the mark stands for has drained.
    public func count(mark: UInt32, zone: UInt16, at now: Duration) -> Int {
        connectionsByNumber.values.count { $0.mark == mark && $0.zone == zone && $0.expires > now }
    }

    /// Forgets the connections of a zone, or all.
    public mutating func flush(zone: UInt16? = nil) {
        for (number, connection) in connectionsByNumber where zone.map({ $0 == connection.zone }) ?? true {
            remove(number)
        }
    }

    /// Forgets what has not been seen for its lifetime.
    public mutating func expire(at now: Duration) {
        for (number, connection) in connectionsByNumber where connection.expires <= now { remove(number) }
    }
}
