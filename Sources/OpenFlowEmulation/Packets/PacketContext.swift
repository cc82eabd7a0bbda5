public import NetworkTypes
public import OpenFlow

/// What the pipeline knows of a packet besides its headers.
public struct PacketContext: Hashable, Sendable {
    public var inPort: PortNumber
    public var metadata: UInt64
    /// `reg0` to `reg7`.
    public var registers: SIMD8<UInt32>
    /// Filled on arrival through a tunnel; what is set here goes out with the packet through a tunnel port.
    public var tunnel: TunnelKey
    /// `tun_metadata0` to `tun_metadata3`, those that the packet has.
    public var tunnelMetadata: [UInt8: UInt128] = [:]
    public var packetMark: UInt32 = 0
    public var conntrack: ConntrackContext

    public init(
        inPort: PortNumber, metadata: UInt64 = 0, registers: SIMD8<UInt32> = .zero, tunnel: TunnelKey = .none,
        conntrack: ConntrackContext = .untracked
    ) {
        self.inPort = inPort
        self.metadata = metadata
        self.registers = registers
        self.tunnel = tunnel
        self.conntrack = conntrack
    }
}

/// The outer addresses and the identifier of a tunnelled packet.
public struct TunnelKey: Hashable, Sendable {
    public var id: UInt64
    public var source: IPv4Address
    public var destination: IPv4Address
    /// What else it carries, if it is a Geneve tunnel (RFC 8926 § 3.5).
    public var options: [TunnelOption]

    public init(
        id: UInt64, source: IPv4Address = IPv4Address(rawValue: 0), destination: IPv4Address = IPv4Address(rawValue: 0),
        options: [TunnelOption] = []
    ) {
        self.id = id
        self.source = source
        self.destination = destination
        self.options = options
    }

    /// All zero: the packet came through no tunnel.
    public static let none = TunnelKey(id: 0)
}

/// An option in the header of a Geneve tunnel.
public struct TunnelOption: Hashable, Sendable {
    public var optionClass: UInt16
    public var type: UInt8
    /// The value in its lowest bits.
    public var value: UInt128
    /// Its length in bytes.
    public var length: UInt8

    public init(optionClass: UInt16, type: UInt8, value: UInt128, length: UInt8) {
        self.optionClass = optionClass
        self.type = type
        self.value = value
        self.length = length
    }
}

/// What the connection tracker found out about a packet; all zero until a `ct` action with a table.
public struct ConntrackContext: Hashable, Sendable {
    public var state: ConntrackState
    public var zone: UInt16
    public var mark: UInt32
    public var label: UInt128

    public init(state: ConntrackState = [], zone: UInt16 = 0, mark: UInt32 = 0, label: UInt128 = 0) {
        self.state = state
        self.zone = zone
        self.mark = mark
        self.label = label
    }

    public static let untracked = ConntrackContext()
}

/// What a table is asked: a packet and its context.
public struct FlowKey: Hashable, Sendable {
    public var packet: Packet
    public var context: PacketContext

    public init(_ packet: Packet, _ context: PacketContext) {
        self.packet = packet
        self.context = context
    }

    public init(_ packet: Packet, inPort: PortNumber) {
        self.init(packet, PacketContext(inPort: inPort))
    }
}
