internal import NetworkTypes

/// Flows as a box sees them that translates addresses: echoes have their identifier in the place of the asker's port.
extension Packet {
    /// Protocol, addresses and ports of what can be translated; `nil` without IP.
    var translatable: FiveTuple? {
        get {
            guard var flow = fiveTuple, case .icmp(let header)? = transport else { return fiveTuple }
            flow.setIdentifier(header.identifier, type: header.type)
            return flow
        }
        set {
            guard let newValue else { return }
            fiveTuple = newValue
            guard case .icmp(var header)? = transport else { return }
            header.identifier = newValue.identifier(type: header.type) ?? header.identifier
            transport = .icmp(header)
        }
    }

    /// The packet that an ICMP error quotes; setting it on anything else changes nothing.
    var quoted: QuotedPacket? {
        get { if case .icmp(let header)? = transport { header.quoted } else { nil } }
        set {
            guard case .icmp(var header)? = transport, header.quoted != nil else { return }
            header.quoted = newValue
            transport = .icmp(header)
        }
    }
}

extension QuotedPacket {
    /// As ``Packet/translatable``, of the quoted packet.
    var translatable: FiveTuple {
        get {
            var flow = flow
            if isICMP { flow.setIdentifier(ports.destination, type: type) }
            return flow
        }
        set {
            flow = newValue
            if isICMP { ports.destination = newValue.identifier(type: type) ?? ports.destination }
        }
    }

    private var type: UInt8 { UInt8(ports.source >> 8) }
}

extension FiveTuple {
    private static let requests: Set<UInt8> = [8, 13, 15, 128]
    private static let replies: Set<UInt8> = [0, 14, 16, 129]

    fileprivate mutating func setIdentifier(_ identifier: UInt16, type: UInt8) {
        if Self.requests.contains(type) { sourcePort = TransportPort(rawValue: identifier) }
        if Self.replies.contains(type) { destinationPort = TransportPort(rawValue: identifier) }
    }

    fileprivate func identifier(type: UInt8) -> UInt16? {
        if Self.requests.contains(type) { return sourcePort.rawValue }
        return Self.replies.contains(type) ? destinationPort.rawValue : nil
    }
}
