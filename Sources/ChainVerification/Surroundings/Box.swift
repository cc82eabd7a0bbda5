internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

/// A middlebox as far as it concerns the way of packets.
struct Box: Hashable, Sendable {
    let tenant: TenantID
    let instance: InstanceID
    let function: FunctionID
    let left: SwitchPort
    let right: SwitchPort
    let leftMAC: MACAddress?
    let rightMAC: MACAddress?
    /// What may be different behind it, as forward packets show it.
    let rewrites: [PacketField]
    /// True where packets behind it are flows of their own: it rewrites them, or chains branch there.
    let endsFlows: Bool
    let isTap: Bool
    let understands: TagEncapsulation?
    var takesNewFlows: Bool

    /// `nil` for an instance of a function that the tenant does not have.
    ///
    /// - Parameter deciding: the functions behind which chains branch.
    init?(_ instance: ServiceInstance, of tenant: Tenant, deciding: Set<FunctionID>) {
        guard let function = tenant[function: instance.function] else { return nil }
        self.tenant = tenant.id
        self.instance = instance.id
        self.function = function.id
        left = instance.attachment.left
        right = instance.attachment.right
        leftMAC = instance.attachment.leftMAC
        rightMAC = instance.attachment.rightMAC
        // Behind a function that terminates another connection begins, perhaps by another protocol.
        rewrites = function.rewrittenFields.fields + (function.headers == .terminates ? [.transport] : [])
        endsFlows = !rewrites.isEmpty || deciding.contains(function.id)
        isTap = function.insertion == .tap
        understands = function.understands
        takesNewFlows = instance.state == .active
    }

    /// What may be different where a packet comes out that went in on a side.
    func rewritten(from side: Surroundings.Side) -> [PacketField] {
        side != .right ? rewrites : rewrites.map(\.mirrored)
    }

    /// The port by which a packet comes out that went in on a side.
    func exit(from side: Surroundings.Side) -> SwitchPort { side == .left ? right : left }

    func mac(on side: Surroundings.Side) -> MACAddress? { side == .right ? rightMAC : leftMAC }
}

extension PacketField {
    /// The same field as replies show it.
    var mirrored: PacketField {
        switch self {
        case .source: .destination
        case .destination: .source
        case .sourcePort: .destinationPort
        case .destinationPort: .sourcePort
        default: self
        }
    }
}

extension HeaderFields {
    /// The same fields of a header.
    var fields: [PacketField] {
        let pairs: [(HeaderFields, PacketField)] = [
            (.sourceAddress, .source), (.destinationAddress, .destination), (.sourcePort, .sourcePort),
            (.destinationPort, .destinationPort),
        ]
        return pairs.filter { contains($0.0) }.map(\.1)
    }
}
