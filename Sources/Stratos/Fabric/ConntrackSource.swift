public import ChainComposition
internal import NetworkTypes
internal import OVSDBNIO

/// Reads the connections that switches track; OpenFlow itself has no message for it.
public protocol ConntrackSource: Sendable {
    /// How many live connections there are for each mark, over all switches and zones.
    func liveConnections() async throws -> [UInt32: Int]

    /// The live connections that have a mark.
    func trackedConnections() async throws -> [TrackedConnection]
}

/// Reads the connections of Open vSwitch daemons on this machine through their control sockets.
public struct ControlSocketConntrack: ConntrackSource {
    /// Paths of the daemons' control sockets, `/run/openvswitch/ovs-vswitchd.PID.ctl`.
    public let sockets: [String]
    public let timeout: Duration

    public init(sockets: [String], timeout: Duration = .seconds(5)) {
        self.sockets = sockets
        self.timeout = timeout
    }

    public func liveConnections() async throws -> [UInt32: Int] {
        try await dumps().reduce(into: [:]) { $0.merge($1.liveByMark, uniquingKeysWith: +) }
    }

    public func trackedConnections() async throws -> [TrackedConnection] {
        try await dumps().flatMap(\.connections)
    }

    private func dumps() async throws -> [ConntrackDump] {
        var total: [ConntrackDump] = []
        for socket in sockets {
            let dump: String
            do {
                dump = try await UnixControlClient.call(
                    path: socket, method: "dpctl/dump-conntrack", arguments: ["-m"], timeout: timeout)
            } catch {
                throw StratosError(.conntrackUnavailable, "the connections behind \(socket) cannot be read: \(error)")
            }
            total.append(ConntrackDump(dump))
        }
        return total
    }
}

/// The text of `dpctl/dump-conntrack -m`, a line for each connection.
///
/// Without `-m` there is one state only, that of the end which is further on: a connection that one end has closed
/// and through which the other still sends reads `TIME_WAIT` there.
struct ConntrackDump {
    let liveByMark: [UInt32: Int]
    /// Those that have a mark.
    let connections: [TrackedConnection]

    /// States of an end that has closed and knows that the other has seen it.
    private static let closed: Set<Substring> = ["TIME_WAIT", "CLOSED", "CLOSE", "LAST_ACK", "FIN_WAIT_2"]

    init(_ text: String) {
        var counts: [UInt32: Int] = [:]
        var connections: [TrackedConnection] = []
        for line in text.split(separator: "\n") {
            guard let mark = Self.value(of: "mark=", in: line).flatMap({ UInt32($0) }), mark != 0 else { continue }
            let ends = ["state_orig=", "state_reply="].compactMap { Self.value(of: $0, in: line) }
            if !ends.isEmpty, ends.allSatisfy(Self.closed.contains) { continue }
            counts[mark, default: 0] += 1
            if let connection = Self.connection(line, mark) { connections.append(connection) }
        }
        liveByMark = counts
        self.connections = connections
    }

    /// The original direction comes before the reply's, so the first value of each kind is its.
    private static func connection(_ line: Substring, _ mark: UInt32) -> TrackedConnection? {
        guard let name = line.prefix(while: { $0 != "," }).split(separator: " ").last,
            let transport = IPProtocol(name == "icmpv6" ? "icmpv6" : String(name)),
            let source = value(of: "src=", in: line).flatMap({ IPAddress(String($0)) }),
            let destination = value(of: "dst=", in: line).flatMap({ IPAddress(String($0)) })
        else { return nil }
        let port = { (key: String) in TransportPort(rawValue: value(of: key, in: line).flatMap { UInt16($0) } ?? 0) }
        return TrackedConnection(
            FiveTuple(
                source: source, destination: destination, transport: transport, sourcePort: port("sport="),
                destinationPort: port("dport=")),
            zone: value(of: "zone=", in: line).flatMap { UInt16($0) } ?? 0, mark: mark)
    }

    private static func value(of key: String, in line: Substring) -> Substring? {
        line.split { $0 == "," || $0 == "(" || $0 == ")" }.first { $0.hasPrefix(key) }?.dropFirst(key.count)
    }
}
