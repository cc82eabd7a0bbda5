internal import Glibc

/// TCP or UDP.
public enum TransportKind: String, Sendable, Hashable, Codable {
    case tcp, udp
}

/// Why a connection or an exchange did not succeed, as the client saw it.
public enum TrafficFailure: Error, Sendable, Hashable {
    /// Nobody listens there.
    case refused
    /// The peer, or a box between, cut the connection.
    case reset
    /// The peer ended the connection before it had answered.
    case closed
    /// No answer came in time.
    case timedOut
    /// The answer belongs to another request.
    case garbled
    /// Another error of the operating system, by its number.
    case system(Int32)

    init(number: Int32) {
        switch number {
        case ECONNREFUSED: self = .refused
        case ECONNRESET, EPIPE: self = .reset
        case EAGAIN, EINPROGRESS, ETIMEDOUT: self = .timedOut
        default: self = .system(number)
        }
    }
}
