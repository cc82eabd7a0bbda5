/// Asks for a role, or tells which one is held (OpenFlow 1.3.5 § 7.3.9).
public struct RoleMessage: Hashable, Sendable {
    public var role: Role
    /// The count of elections, which only ever grows; it guards against a controller of the past.
    public var generation: UInt64

    public init(_ role: Role, generation: UInt64 = 0) {
        self.role = role
        self.generation = generation
    }

    /// `OFPCR_ROLE_*`.
    public struct Role: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let noChange = Role(rawValue: 0)
        public static let equal = Role(rawValue: 1)
        public static let master = Role(rawValue: 2)
        public static let slave = Role(rawValue: 3)
    }
}
