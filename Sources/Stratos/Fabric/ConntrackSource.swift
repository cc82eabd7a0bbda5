internal import OVSDBNIO

/// Reads the connections that switches track; OpenFlow itself has no message for it.
public protocol ConntrackSource: Sendable {
    /// How many live connections there are for each mark, over all switches and zones.
    func liveConnections() async throws -> [UInt32: Int]
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
        var total: [UInt32: Int] = [:]
        for socket in sockets {
            let dump: String
            do {
                dump = try await UnixControlClient.call(
                    path: socket, method: "dpctl/dump-conntrack", arguments: ["-m"], timeout: timeout)
            } catch {
                throw StratosError(.conntrackUnavailable, "the connections behind \(socket) cannot be read: \(error)")
            }
            total.merge(ConntrackDump(dump).liveByMark, uniquingKeysWith: +)
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

    /// States of an end that has closed and knows that the other has seen it.
    private static let closed: Set<Substring> = ["TIME_WAIT", "CLOSED", "CLOSE", "LAST_ACK", "FIN_WAIT_2"]

    init(_ text: String) {
        liveByMark = text.split(separator: "\n").reduce(into: [:]) { counts, line in
            guard let mark = Self.value(of: "mark=", in: line).flatMap({ UInt32($0) }), mark != 0 else { return }
            let ends = ["state_orig=", "state_reply="].compactMap { Self.value(of: $0, in: line) }
            if !ends.isEmpty, ends.allSatisfy(Self.closed.contains) { return }
            counts[mark, default: 0] += 1
        }
    }

    private static func value(of key: String, in line: Substring) -> Substring? {
        line.split { $0 == "," || $0 == "(" || $0 == ")" }.first { $0.hasPrefix(key) }?.dropFirst(key.count)
    }
}
