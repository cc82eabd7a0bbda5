public import NetworkTypes

/// A router that changes nothing but what routers change: the link layer, and the TTL.
///
/// VLAN tags end at its interfaces, and what is not IP does not get through. A packet whose TTL is used up comes back
/// as an ICMP error (RFC 792, RFC 4443), if the router has an address to send it from.
public struct RouterBox: EmulatedBox {
    public let link: RoutedLink
    public let address: IPAddress?

    public init(link: RoutedLink, address: IPAddress? = nil) {
        self.link = link
        self.address = address
    }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var packet = packet
        packet.vlan = nil
        guard link.accepts(packet, on: side) else { return .drop("not addressed to the box") }
        guard let ip = packet.ip else { return .drop("not IP") }
        guard ip.ttl > 1 else {
            let error = address.flatMap { ICMPError.timeExceeded.about(packet, from: $0) }
            return error.map { .emit(link.forward($0, to: side), on: side) } ?? .drop("TTL used up")
        }
        return .emit(link.forward(packet, to: side.opposite), on: side.opposite)
    }
}

/// The errors that boxes send on their own.
enum ICMPError {
    case timeExceeded, portUnreachable

    /// The error about a packet, back to who sent it; `nil` without IP, and about an error.
    func about(_ packet: Packet, from address: IPAddress) -> Packet? {
        guard let ip = packet.ip, ip.family == address.family, packet.quoted == nil, let quoted = QuotedPacket(packet)
        else { return nil }
        let (type, code) = numbers(ip.family)
        let header = IPHeader(
            source: address, destination: ip.source, transport: ip.family == .ipv4 ? .icmp : .icmpv6)
        let icmp = ICMPHeader(type: type, code: code, quoted: quoted)
        return Packet(source: packet.destination, destination: packet.source, content: .ip(header, .icmp(icmp)))
    }

    private func numbers(_ family: AddressFamily) -> (UInt8, UInt8) {
        switch (self, family) {
        case (.timeExceeded, .ipv4): (11, 0)
        case (.timeExceeded, .ipv6): (3, 0)
        case (.portUnreachable, .ipv4): (3, 3)
        case (.portUnreachable, .ipv6): (1, 4)
        }
    }
}
