public import NetworkTypes
internal import OpenFlow

/// Connections by zone, as Open vSwitch's userspace connection tracker keeps them (ovs-fields(7), ovs-actions(7)).
///
/// Both directions of a committed connection find it. Time is the caller's. Not modelled: address translation,
/// helpers, sequence numbers, limits of zones, related ICMP errors (they are invalid here).
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
    mutating func track(_ packet: Packet, _ request: TrackingRequest, at now: Duration) -> ConntrackContext {
        guard let flow = Self.flow(of: packet) else {
            return ConntrackContext(state: [.tracked, .invalid], zone: request.zone)
        }
        let key = ConnectionKey(zone: request.zone, flow: flow)
        let (number, state) = find(key, packet, request, at: now)
        var context = ConntrackContext(state: state.union(.tracked), zone: request.zone)
        guard let number, let index = connectionsByNumber.index(forKey: number) else { return context }
        request.write(&connectionsByNumber.values[index])
        context.mark = connectionsByNumber.values[index].mark
        context.label = connectionsByNumber.values[index].label
        return context
    }

    private mutating func find(
        _ key: ConnectionKey, _ packet: Packet, _ request: TrackingRequest, at now: Duration
    ) -> (Int?, ConntrackState) {
        guard let number = liveNumber(key, at: now) else { return open(key, packet, request, at: now) }
        let isReply = connectionsByNumber[number].map { $0.original != key.flow } ?? false
        if isReply, request.forces {
            remove(number)
            return open(key, packet, request, at: now)
        }
        switch update(number, packet, isReply: isReply, at: now) {
        case .new: return (number, .new)
        case .established: return (number, isReply ? [.established, .reply] : .established)
        case .invalid: return (number, .invalid)
        case .reopens:
            remove(number)
            return open(key, packet, request, at: now)
        }
    }

    private mutating func open(
        _ key: ConnectionKey, _ packet: Packet, _ request: TrackingRequest, at now: Duration
    ) -> (Int?, ConntrackState) {
        guard let progress = ConnectionProgress(opening: packet) else { return (nil, .invalid) }
        guard request.commits else { return (nil, .new) }
        let number = nextNumber
        nextNumber += 1
        connectionsByNumber[number] = Connection(
            zone: key.zone, original: key.flow, expires: now + progress.lifetime, progress: progress)
        numbers[key] = number
        numbers[key.reversed] = number
        return (number, .new)
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

    /// What identifies the connection of a packet; `nil` without IP.
    private static func flow(of packet: Packet) -> FiveTuple? {
        guard var flow = packet.fiveTuple else { return nil }
        if case .icmp(let header)? = packet.transport {
            flow.sourcePort = TransportPort(rawValue: header.identifier)
            flow.destinationPort = flow.sourcePort
        }
        return flow
    }
}

extension ConnectionTracker {
    /// The connection that a flow belongs to, in either direction; expired ones are not found.
    public func connection(of flow: FiveTuple, zone: UInt16, at now: Duration) -> Connection? {
        guard let number = numbers[ConnectionKey(zone: zone, flow: flow)] else { return nil }
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
