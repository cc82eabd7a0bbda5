internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

/// All packets that look alike to the rules so far, on their way.
struct SymbolicPacket: Sendable {
    /// What they are here and now.
    var current: TernaryCube
    /// The fields that are not what they were when the packets started.
    private var written: UInt64 = 0
    let role: Role
    /// False once a switch has rewritten what identifies the flow.
    private(set) var isSameFlow = true
    /// The DSCP with which the packets were sent, where a switch has written over it knowing what it was.
    private(set) var sentMarking: UInt128?
    var intent: Intent
    /// The frames inside service headers, the outermost last.
    var inner: [TernaryCube] = []
    /// True where a service header is in a frame of its own.
    var isFramed = false
    /// The boxes passed, in order.
    var visited: [InstanceID] = []

    enum Role: Hashable, Sendable {
        /// The first packet of its flow.
        case first
        /// A later one in the same direction.
        case later
        case reply
    }

    /// Where the packets may go.
    enum Intent: Hashable, Sendable {
        /// One of these ways, to the end; none for packets that belong to no chain.
        case along([Itinerary], TenantID)
        /// Wherever they like within a tenant.
        case within(TenantID)
    }

    init(_ current: TernaryCube, _ role: Role, _ intent: Intent) {
        self.current = current
        self.role = role
        self.intent = intent
    }

    mutating func write(_ field: PacketField, _ value: UInt128, mask: UInt128 = .max) {
        if field == .dscp, isUntouched(.dscp) { sentMarking = current.exactValue(of: .dscp) }
        current = current.setting(field, to: value, mask: mask)
        noteWritten(field)
    }

    mutating func free(_ field: PacketField) {
        current = current.freeing(field)
        noteWritten(field)
    }

    private mutating func noteWritten(_ field: PacketField) {
        written |= 1 << UInt64(field.rawValue)
        if Self.identity.contains(field) { isSameFlow = false }
    }

    /// The flow is the same though another header is in front of it.
    mutating func keepIdentity() { isSameFlow = true }

    /// Makes the packets what they are as they come in by a port: the pipeline knows nothing of them yet.
    mutating func enter(_ port: PortNumber, throughTunnel: Bool) {
        current = current.overwritten(by: throughTunnel ? Self.fresh : Self.freshWithoutTunnel)
            .setting(.ingressPort, to: UInt128(port.rawValue))
        written |= Self.pipelineBits
    }

    /// The field of the flow's first packet that this one still shows; `nil` where there is none.
    func origin(of field: PacketField) -> PacketField? {
        guard written >> UInt64(field.rawValue) & 1 == 0 else { return nil }
        switch (role, field) {
        case (.first, _): return field
        case (_, .ethernetType), (_, .transport): return field
        case (.later, _): return Self.identity.contains(field) ? field : nil
        case (.reply, .source): return .destination
        case (.reply, .destination): return .source
        case (.reply, .sourcePort): return .destinationPort
        case (.reply, .destinationPort): return .sourcePort
        case (.reply, _): return nil
        }
    }

    /// True where a field shows what the sender wrote into it.
    func isUntouched(_ field: PacketField) -> Bool { written >> UInt64(field.rawValue) & 1 == 0 }

    /// What identifies a flow.
    static let identity: [PacketField] = [
        .source, .destination, .ethernetType, .transport, .sourcePort, .destinationPort,
    ]

    private static let pipeline: [PacketField] = [
        .metadata, .register0, .register1, .register2, .register3, .register4, .register5, .register6, .register7,
        .connectionMark, .connectionState,
    ]
    private static let tunnel: [PacketField] = [.tunnelID, .tunnelDestination, .tunnelMetadata]
    private static let fresh = pipeline.reduce(TernaryCube.all) { $0.setting($1, to: 0) }
    private static let freshWithoutTunnel = tunnel.reduce(fresh) { $0.setting($1, to: 0) }
    private static let pipelineBits = (pipeline + tunnel + [.ingressPort])
        .reduce(UInt64(0)) { $0 | 1 << UInt64($1.rawValue) }

    /// What an untagged packet is that is no fragment.
    static let plain = [PacketField.vlan, .fragment, .mplsLabel, .servicePath, .serviceIndex]
        .reduce(TernaryCube.all) { $0.setting($1, to: 0) }
}
