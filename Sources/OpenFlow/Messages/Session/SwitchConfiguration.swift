/// How a switch treats fragments and packets for the controller (OpenFlow 1.3.5 § 7.3.2).
public struct SwitchConfiguration: Hashable, Sendable {
    public var fragments: Fragments
    /// How many bytes of a packet to send to the controller; 0xFFFF for all of it.
    public var missSendLength: UInt16

    public init(fragments: Fragments = .normal, missSendLength: UInt16 = 0xFFFF) {
        self.fragments = fragments
        self.missSendLength = missSendLength
    }

    /// `OFPC_FRAG_*`.
    public struct Fragments: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let normal = Fragments(rawValue: 0)
        public static let drop = Fragments(rawValue: 1)
        public static let reassemble = Fragments(rawValue: 2)
    }
}
