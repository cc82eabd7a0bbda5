/// The OpenFlow controllers that a bridge should connect to.
///
/// ```swift
/// let controllers = ControllerConfiguration(targets: ["tcp:127.0.0.1:6653"], inactivityProbeMilliseconds: 5000)
/// ```
public struct ControllerConfiguration: Hashable, Sendable {
    /// How the bridge reaches its controllers (`connection_mode`).
    public struct ConnectionMode: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Over the network that it switches itself, with hidden rules for that.
        public static let inBand = ConnectionMode(rawValue: "in-band")
        /// Over another network, without hidden rules.
        public static let outOfBand = ConnectionMode(rawValue: "out-of-band")
    }

    /// Where the controllers are, as `tcp:HOST:PORT`, `ssl:HOST:PORT` or `unix:PATH`. The empty set removes them.
    public var targets: Set<String>
    public var connectionMode: ConnectionMode?
    /// How long the connection may be silent before the switch asks whether the controller lives; 0 never asks.
    public var inactivityProbeMilliseconds: Int64?
    /// The longest pause between two attempts to connect, at least 1000 (`max_backoff`); 8000 where it is not set.
    public var maximumBackoffMilliseconds: Int64?

    public init(
        targets: Set<String>, connectionMode: ConnectionMode? = .outOfBand, inactivityProbeMilliseconds: Int64? = nil,
        maximumBackoffMilliseconds: Int64? = nil
    ) {
        self.maximumBackoffMilliseconds = maximumBackoffMilliseconds
        self.targets = targets
        self.connectionMode = connectionMode
        self.inactivityProbeMilliseconds = inactivityProbeMilliseconds
    }

    var columns: Row {
        var row = Row()
        row["connection_mode"] = connectionMode.map { .string($0.rawValue) }
        row["inactivity_probe"] = inactivityProbeMilliseconds.map { .integer($0) }
        row["max_backoff"] = maximumBackoffMilliseconds.map { .integer($0) }
        return row
    }
}
