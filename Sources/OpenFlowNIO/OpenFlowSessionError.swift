public import NetworkTypes

/// What goes wrong between a controller and a switch.
///
/// Two errors are equal where their codes are. `message` says what happened, to what, and what to do about it.
///
/// ```swift
/// do { try await session.applyBundle(rules) } catch let error as OpenFlowSessionError where error.code == .bundleRefused {
///     print(error.message, error.messageIndex ?? -1)
/// }
/// ```
public struct OpenFlowSessionError: Error, Sendable {
    public var code: Code
    public var message: String
    /// The switch's own words, where it answered with an error message.
    public var switchError: SwitchError?
    /// Which message of a bundle the switch refused, counted from 0.
    public var messageIndex: Int?
    /// The switch, as far as it is known.
    public var datapath: DatapathID?

    public init(
        _ code: Code, _ message: String, switchError: SwitchError? = nil, messageIndex: Int? = nil,
        datapath: DatapathID? = nil
    ) {
        self.code = code
        self.message = message
        self.switchError = switchError
        self.messageIndex = messageIndex
        self.datapath = datapath
    }

    /// The kinds of error; more may come, so keep a default case.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public var description: String { rawValue }
    }
}

extension OpenFlowSessionError.Code {
    /// An address text that cannot be read.
    public static let invalidAddress = Self(rawValue: "invalidAddress")
    /// An address that cannot be listened on or connected to.
    public static let addressUnavailable = Self(rawValue: "addressUnavailable")
    /// The peer speaks no OpenFlow version that is spoken here.
    public static let incompatibleVersion = Self(rawValue: "incompatibleVersion")
    /// The peer said nothing, or not all of its part, before the handshake's time was over.
    public static let handshakeTimedOut = Self(rawValue: "handshakeTimedOut")
    /// The peer broke the handshake: an error message, or a message out of turn.
    public static let handshakeFailed = Self(rawValue: "handshakeFailed")
    /// A session with the same datapath identifier is open already.
    public static let duplicateDatapath = Self(rawValue: "duplicateDatapath")
    /// More connections than the configuration allows.
    public static let tooManyConnections = Self(rawValue: "tooManyConnections")
    /// Bytes that are not an OpenFlow message.
    public static let malformedMessage = Self(rawValue: "malformedMessage")
    /// A message that is longer than the configuration, or than OpenFlow, allows.
    public static let messageTooLong = Self(rawValue: "messageTooLong")
    /// The switch answered a request with an error message.
    public static let refused = Self(rawValue: "refused")
    /// The switch refused a bundle; none of it is in force.
    public static let bundleRefused = Self(rawValue: "bundleRefused")
    /// No answer in time; what the switch did is not known.
    public static let requestTimedOut = Self(rawValue: "requestTimedOut")
    /// A multipart reply of more bytes than the configuration allows.
    public static let replyTooLarge = Self(rawValue: "replyTooLarge")
    /// An answer of another kind than was asked for.
    public static let unexpectedReply = Self(rawValue: "unexpectedReply")
    /// More is waiting to be written, or answered, than the configuration allows.
    public static let congested = Self(rawValue: "congested")
    /// The peer answered none of the echo requests.
    public static let peerSilent = Self(rawValue: "peerSilent")
    /// The connection has ended.
    public static let disconnected = Self(rawValue: "disconnected")
    /// The caller's task was cancelled.
    public static let cancelled = Self(rawValue: "cancelled")
}

extension OpenFlowSessionError: Hashable {
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension OpenFlowSessionError: CustomStringConvertible {
    public var description: String {
        let place = datapath.map { " (switch \($0))" } ?? ""
        return "\(code)\(place): \(message)"
    }
}
