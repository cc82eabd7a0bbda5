/// A message outside the specification (OpenFlow 1.3.5 § 7.5.4), kept as it came.
public struct Experimenter: Hashable, Sendable {
    /// Whose message it is: an OUI, or a number that the ONF gave out.
    public var experimenter: UInt32
    public var type: UInt32
    public var payload: [UInt8]

    public init(experimenter: UInt32, type: UInt32, payload: [UInt8] = []) {
        self.experimenter = experimenter
        self.type = type
        self.payload = payload
    }

    /// Nicira, of Open vSwitch.
    public static let nicira: UInt32 = 0x0000_2320
    /// The Open Networking Foundation's official extensions.
    public static let onf: UInt32 = 0x4F4E_4600
}
