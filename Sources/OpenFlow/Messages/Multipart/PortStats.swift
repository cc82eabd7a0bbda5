public import NetworkTypes

/// The counters of a port (OpenFlow 1.3.5 § 7.3.5.6); all ones where the switch does not count.
public struct PortStats: Hashable, Sendable {
    public var port: PortNumber
    public var receivedPackets: UInt64 = 0
    public var transmittedPackets: UInt64 = 0
    public var receivedBytes: UInt64 = 0
    public var transmittedBytes: UInt64 = 0
    public var receiveDrops: UInt64 = 0
    public var transmitDrops: UInt64 = 0
    public var receiveErrors: UInt64 = 0
    public var transmitErrors: UInt64 = 0
    public var receiveFrameErrors: UInt64 = 0
    public var receiveOverrunErrors: UInt64 = 0
    public var receiveCRCErrors: UInt64 = 0
    public var collisions: UInt64 = 0
    public var durationSeconds: UInt32 = 0
    public var durationNanoseconds: UInt32 = 0

    /// Counters at zero, to be filled in.
    public init(port: PortNumber) { self.port = port }
}
