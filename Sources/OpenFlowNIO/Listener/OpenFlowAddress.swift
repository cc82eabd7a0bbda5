/// Where a controller listens or a switch is reached: `tcp:HOST:PORT` or `unix:PATH`.
///
/// The notation is Open vSwitch's (ovs-vswitchd(8)), with the host always written: `tcp:0.0.0.0:6653`,
/// `tcp:[::1]:6653`, `unix:/run/openvswitch/controller.sock`. Port 0 lets the system choose.
public enum OpenFlowAddress: Hashable, Sendable {
    case tcp(host: String, port: Int)
    /// The path of a socket file; at most 107 bytes on Linux.
    case unix(path: String)

    /// The port that IANA gave to OpenFlow.
    public static let defaultPort = 6653
}

extension OpenFlowAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// Reads the notation.
    ///
    /// - Throws: `OpenFlowSessionError` with code `invalidAddress`, which says what is missing.
    public init(parsing text: String) throws(OpenFlowSessionError) {
        if text.hasPrefix("unix:") {
            self = try Self.unixAddress(String(text.dropFirst(5)), in: text)
        } else if text.hasPrefix("tcp:") {
            self = try Self.tcpAddress(text.dropFirst(4), in: text)
        } else {
            throw Self.invalid(text, "it begins with neither tcp: nor unix:")
        }
    }

    private static func unixAddress(_ path: String, in text: String) throws(OpenFlowSessionError) -> OpenFlowAddress {
        guard !path.isEmpty else { throw invalid(text, "the path is missing") }
        guard path.utf8.count <= 107 else { throw invalid(text, "a socket's path has at most 107 bytes") }
        guard !path.utf8.contains(0) else { throw invalid(text, "the path contains a zero byte") }
        return .unix(path: path)
    }

    private static func tcpAddress(_ rest: Substring, in text: String) throws(OpenFlowSessionError) -> OpenFlowAddress {
        guard let (host, tail) = splitHost(rest) else { throw invalid(text, "the bracket is not closed") }
        guard !host.isEmpty else { throw invalid(text, "the host is missing") }
        if tail.isEmpty { return .tcp(host: String(host), port: defaultPort) }
        guard tail.first == ":", let port = UInt16(tail.dropFirst()) else {
            throw invalid(text, "the port is not a number from 0 to 65535 (an IPv6 host belongs in brackets)")
        }
        return .tcp(host: String(host), port: Int(port))
    }

    private static func splitHost(_ rest: Substring) -> (host: Substring, tail: Substring)? {
        if rest.first == "[" {
            guard let close = rest.firstIndex(of: "]") else { return nil }
            return (rest[rest.index(after: rest.startIndex)..<close], rest[rest.index(after: close)...])
        }
        let colon = rest.firstIndex(of: ":") ?? rest.endIndex
        return (rest[..<colon], rest[colon...])
    }

    private static func invalid(_ text: String, _ reason: String) -> OpenFlowSessionError {
        OpenFlowSessionError(
            .invalidAddress,
            "“\(text)” is no address: \(reason); write tcp:HOST:PORT, tcp:[IPV6]:PORT or unix:PATH")
    }
}
