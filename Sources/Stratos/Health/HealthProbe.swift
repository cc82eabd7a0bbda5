internal import ChainComposition
internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// The packet that goes into a box to see whether it comes out, or is answered.
enum HealthProbe: Hashable, Sendable {
    /// A datagram, which bridges, routers, firewalls and NATs pass; its payload carries its number.
    case datagram
    /// A SYN to a proxy, which answers it in its server's place; its source port carries its number. Whether the kernel
    /// accepts connections is seen, not whether the program behind it does.
    case handshake

    private static let datagramPort: TransportPort = 9
    private static let servicePort: TransportPort = 80

    init(_ function: ServiceFunction) {
        self = function.headers == .terminates ? .handshake : .datagram
    }

    func packet(_ number: UInt32, _ family: AddressFamily, to mac: MACAddress?, gateway: MACAddress) -> Packet {
        let source = ProbeTraffic.source(family), destination = ProbeTraffic.destination(family)
        var packet =
            switch self {
            case .datagram:
                Packet.udp(
                    from: source, Self.port(of: number), to: destination, Self.datagramPort,
                    payload: Payload(id: UInt64(number), length: 8))
            case .handshake:
                Packet.tcp(
                    from: source, Self.port(of: number), to: destination, Self.servicePort, flags: .syn)
            }
        packet.source = gateway
        packet.destination = mac ?? gateway
        return packet
    }

    /// The probe for which a packet speaks that came out of the box on a side; `nil` where it proves nothing.
    func number(of packet: Packet, on side: BoxSide, among pending: [UInt32]) -> UInt32? {
        guard let flow = packet.fiveTuple else { return nil }
        switch self {
        case .datagram:
            guard side == .right, flow.destination == ProbeTraffic.destination(flow.destination.family),
                flow.transport == .udp
            else { return nil }
            return pending.first { UInt64($0) == packet.payload.id }
        case .handshake:
            // The proxy's own way onward is as good a sign as its answer, but bears no number: the latest counts. With
            // the probe's own address it may have been routed past a proxy that is dead.
            if side == .right {
                let isOwn = flow.source != ProbeTraffic.source(flow.source.family)
                return packet.tcpFlags == .syn && isOwn ? pending.last : nil
            }
            guard packet.tcpFlags.isSuperset(of: [.syn, .ack]) else { return nil }
            return pending.first { Self.port(of: $0) == flow.destinationPort }
        }
    }

    private static func port(of number: UInt32) -> TransportPort {
        TransportPort(rawValue: UInt16(1024 + number % 64_000))
    }
}
