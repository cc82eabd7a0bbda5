internal import NetworkTypes

/// What tells the tracker to which connection a packet belongs.
struct TrackedFlow: Hashable, Sendable {
    var flow: FiveTuple
    var icmp: ICMPTypes?
    /// True for an ICMP error, which belongs to the connection of the packet that it quotes.
    var isRelated = false

    /// `nil` for what the tracker cannot place: no IP, ICMP that neither asks nor answers nor quotes.
    init?(_ packet: Packet) {
        guard let flow = packet.fiveTuple else { return nil }
        self.flow = flow
        guard case .icmp(let header)? = packet.transport else { return }
        if ICMPHeader.isError(type: header.type, flow.source.family), header.quoted != nil {
            // An error goes to who sent what it quotes.
            guard let quoted = header.quoted, quoted.header.source == flow.destination,
                let quotation = Self(quoting: quoted)
            else { return nil }
            self = quotation
        } else {
            guard let types = ICMPTypes(header.type) else { return nil }
            icmp = types
            setIdentifier(header.identifier)
        }
    }

    /// The direction opposite to the quoted packet's: that is how the error goes.
    private init?(quoting quoted: QuotedPacket) {
        flow = quoted.flow
        isRelated = true
        if quoted.isICMP {
            guard let types = ICMPTypes(UInt8(quoted.ports.source >> 8)) else { return nil }
            icmp = types.reversed
            setIdentifier(quoted.ports.destination)
        }
        flow = flow.reversed
    }

    private mutating func setIdentifier(_ identifier: UInt16) {
        flow.sourcePort = TransportPort(rawValue: identifier)
        flow.destinationPort = flow.sourcePort
    }

    func key(zone: UInt16) -> ConnectionKey { ConnectionKey(zone: zone, flow: flow, icmp: icmp) }
}
