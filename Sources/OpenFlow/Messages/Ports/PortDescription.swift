public import NetworkTypes

/// What a port is (OpenFlow 1.3.5 § 7.2.1).
public struct PortDescription: Hashable, Sendable {
    public var number: PortNumber
    public var hardwareAddress: MACAddress
    /// The interface's name, at most 15 bytes.
    public var name: FixedText
    public var configuration: PortConfiguration
    public var state: State
    public var current: PortFeatures
    public var advertised: PortFeatures
    public var supported: PortFeatures
    public var peer: PortFeatures
    /// Kilobits per second.
    public var currentSpeed: UInt32
    /// Kilobits per second.
    public var maximumSpeed: UInt32

    public init(
        number: PortNumber, hardwareAddress: MACAddress, name: FixedText, configuration: PortConfiguration = [],
        state: State = [], current: PortFeatures = [], advertised: PortFeatures = [], supported: PortFeatures = [],
        peer: PortFeatures = [], currentSpeed: UInt32 = 0, maximumSpeed: UInt32 = 0
    ) {
        self.number = number
        self.hardwareAddress = hardwareAddress
        self.name = name
        self.configuration = configuration
        self.state = state
        self.current = current
        self.advertised = advertised
        self.supported = supported
        self.peer = peer
        self.currentSpeed = currentSpeed
        self.maximumSpeed = maximumSpeed
    }

    /// `OFPPS_*`.
    public struct State: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let linkDown = State(rawValue: 1 << 0)
        public static let blocked = State(rawValue: 1 << 1)
        public static let live = State(rawValue: 1 << 2)
    }
}

/// `OFPPC_*`: what an administrator, or the controller, wants of a port.
public struct PortConfiguration: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let portDown = PortConfiguration(rawValue: 1 << 0)
    public static let noReceive = PortConfiguration(rawValue: 1 << 2)
    public static let noForward = PortConfiguration(rawValue: 1 << 5)
    public static let noPacketIn = PortConfiguration(rawValue: 1 << 6)
}

/// `OFPPF_*`: speeds and media.
public struct PortFeatures: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let halfDuplex10Mb = PortFeatures(rawValue: 1 << 0)
    public static let fullDuplex10Mb = PortFeatures(rawValue: 1 << 1)
    public static let halfDuplex100Mb = PortFeatures(rawValue: 1 << 2)
    public static let fullDuplex100Mb = PortFeatures(rawValue: 1 << 3)
    public static let halfDuplex1Gb = PortFeatures(rawValue: 1 << 4)
    public static let fullDuplex1Gb = PortFeatures(rawValue: 1 << 5)
    public static let fullDuplex10Gb = PortFeatures(rawValue: 1 << 6)
    public static let fullDuplex40Gb = PortFeatures(rawValue: 1 << 7)
    public static let fullDuplex100Gb = PortFeatures(rawValue: 1 << 8)
    public static let fullDuplex1Tb = PortFeatures(rawValue: 1 << 9)
    public static let other = PortFeatures(rawValue: 1 << 10)
    public static let copper = PortFeatures(rawValue: 1 << 11)
    public static let fiber = PortFeatures(rawValue: 1 << 12)
    public static let autonegotiation = PortFeatures(rawValue: 1 << 13)
    public static let pause = PortFeatures(rawValue: 1 << 14)
    public static let asymmetricPause = PortFeatures(rawValue: 1 << 15)
}
