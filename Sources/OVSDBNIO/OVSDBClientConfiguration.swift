public import OVSDB

/// The limits of a connection.
public struct OVSDBClientConfiguration: Hashable, Sendable {
    /// How long connecting may take.
    public var connectTimeout: Duration
    /// How long an answer may take, unless a call says otherwise.
    public var requestTimeout: Duration
    /// After how much silence the server is asked for an echo; after as much again the connection is given up.
    /// Nil never asks.
    public var inactivityProbe: Duration?
    /// The number of bytes that one message of the server may have.
    public var messageSizeLimit: Int

    public init(
        connectTimeout: Duration = .seconds(10), requestTimeout: Duration = .seconds(30),
        inactivityProbe: Duration? = .seconds(10), messageSizeLimit: Int = JSONFramer.defaultSizeLimit
    ) {
        self.connectTimeout = connectTimeout
        self.requestTimeout = requestTimeout
        self.inactivityProbe = inactivityProbe
        self.messageSizeLimit = messageSizeLimit
    }
}

/// How long to wait before connecting again: longer from attempt to attempt, up to a limit.
public struct RetrySchedule: Hashable, Sendable {
    /// The first pause.
    public var initial: Duration
    /// The longest pause.
    public var maximum: Duration

    public init(initial: Duration = .milliseconds(250), maximum: Duration = .seconds(8)) {
        self.initial = initial
        self.maximum = maximum
    }

    /// The pause after a number of failed attempts in a row, 1 or more: the initial one, doubled each time.
    public func pause(afterFailures failures: Int) -> Duration {
        var pause = initial
        for _ in 1..<max(1, min(failures, 32)) where pause < maximum { pause *= 2 }
        return min(pause, maximum)
    }
}
