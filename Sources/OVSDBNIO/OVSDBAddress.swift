/// Where a server listens, in the spelling of Open vSwitch: `unix:PATH` or `tcp:HOST:PORT`.
///
/// ```swift
/// let address = try OVSDBAddress("unix:/var/run/openvswitch/db.sock")
/// let remote = try OVSDBAddress("tcp:[::1]:6640")
/// ```
public enum OVSDBAddress: Hashable, Sendable {
    /// A socket in the file system.
    case unix(path: String)
    /// A host name or address without brackets, and a port.
    case tcp(host: String, port: Int)

    /// The port that the protocol was given (RFC 7047 § 6).
    public static let defaultPort = 6640

    /// The longest path that a socket address holds, in bytes.
    static let pathLimit = 107

    /// Reads an address. A missing TCP port means ``defaultPort``; an IPv6 address needs brackets.
    ///
    /// - Throws: `.invalidAddress`, with the correct form.
    public init(_ text: String) throws(OVSDBClientError) {
        guard let colon = text.firstIndex(of: ":") else {
            throw Self.invalid(text, "write unix:PATH or tcp:HOST:PORT")
        }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "unix": self = try Self.unix(rest, in: text)
        case "tcp": self = try Self.tcp(rest, in: text)
        case "ssl": throw Self.invalid(text, "TLS is not available in this build; use tcp:HOST:PORT or unix:PATH")
        case "punix", "ptcp", "pssl":
            throw Self.invalid(text, "this is where a server listens; connect to it with \(text.dropFirst())")
        default: throw Self.invalid(text, "\"\(text[..<colon])\" is unknown; write unix:PATH or tcp:HOST:PORT")
        }
    }

    private static func unix(_ path: Substring, in text: String) throws(OVSDBClientError) -> OVSDBAddress {
        guard !path.isEmpty else { throw invalid(text, "the path of the socket is missing") }
        guard path.utf8.count <= pathLimit, !path.utf8.contains(0) else {
            throw invalid(
                text, "the path of a socket has at most \(pathLimit) bytes and no null byte; use a shorter path")
        }
        return .unix(path: String(path))
    }

    private static func tcp(_ rest: Substring, in text: String) throws(OVSDBClientError) -> OVSDBAddress {
        var host = rest
        var port: Substring?
        if rest.first == "[" {
            guard let close = rest.firstIndex(of: "]") else { throw invalid(text, "the bracket is not closed") }
            host = rest[rest.index(after: rest.startIndex)..<close]
            let tail = rest[rest.index(after: close)...]
            guard tail.isEmpty || tail.first == ":" else { throw invalid(text, "expected \":PORT\" after the bracket") }
            port = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = rest.lastIndex(of: ":") {
            host = rest[..<colon]
            port = rest[rest.index(after: colon)...]
            guard !host.contains(":") else {
                throw invalid(text, "write an IPv6 address in brackets: tcp:[ADDRESS]:PORT")
            }
        }
        guard !host.isEmpty else { throw invalid(text, "the host is missing; write tcp:HOST:PORT") }
        return .tcp(host: String(host), port: try number(port, in: text))
    }

    private static func number(_ port: Substring?, in text: String) throws(OVSDBClientError) -> Int {
        guard let port else { return defaultPort }
        guard let number = UInt16(port), number > 0, port.first != "+" else {
            throw invalid(text, "\"\(port)\" is no port; write a number from 1 to 65535")
        }
        return Int(number)
    }

    private static func invalid(_ text: String, _ advice: String) -> OVSDBClientError {
        OVSDBClientError(.invalidAddress, "\"\(text)\": \(advice)")
    }
}

extension OVSDBAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        }
    }
}
