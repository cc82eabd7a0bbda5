package import NetworkTypes
package import OpenFlow

extension Match {
    /// The flow and port of an exact rule; `nil` for any other match.
    package var exactFlow: (PortNumber, FiveTuple)? {
        guard let port = self[.inPort], let transport = self[.ipProtocol] else { return nil }
        let family: AddressFamily = self[.ipv4Source] == nil ? .ipv6 : .ipv4
        guard let source = self[family == .ipv4 ? .ipv4Source : .ipv6Source],
            let destination = self[family == .ipv4 ? .ipv4Destination : .ipv6Destination]
        else { return nil }
        let number = { (fields: [OXMField]) in
            TransportPort(rawValue: UInt16(truncatingIfNeeded: fields.compactMap { self[$0]?.value }.first ?? 0))
        }
        return (
            PortNumber(rawValue: UInt32(truncatingIfNeeded: port.value)),
            FiveTuple(
                source: IPAddress(family: family, bits: source.value),
                destination: IPAddress(family: family, bits: destination.value),
                transport: IPProtocol(rawValue: UInt8(truncatingIfNeeded: transport.value)),
                sourcePort: number([.tcpSource, .udpSource, .sctpSource]),
                destinationPort: number([.tcpDestination, .udpDestination, .sctpDestination]))
        )
    }
}
