/// A port came, went or changed (OpenFlow 1.3.5 § 7.4.3).
public struct PortStatus: Hashable, Sendable {
    public var reason: Reason
    public var port: PortDescription

    public init(_ reason: Reason, _ port: PortDescription) {
        self.reason = reason
        self.port = port
    }

    /// `OFPPR_*`.
    public struct Reason: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let add = Reason(rawValue: 0)
        public static let delete = Reason(rawValue: 1)
        public static let modify = Reason(rawValue: 2)
    }
}
