internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension TrafficClass {
    /// The match of the class's packets in a direction; several where port ranges need several masks.
    ///
    /// - Parameter clientPort: a narrowing of the source port, for a class that leaves it open.
    func matches(_ direction: PathDirection, clientPort: MaskedPort? = nil) -> [[MatchField]] {
        let (near, far) = direction == .forward ? (source, destination) : (destination, source)
        var base: [MatchField] = [.ethernetType(family.etherType)]
        if near.length > 0 { base.append(.source(near)) }
        if far.length > 0 { base.append(.destination(far)) }
        guard let transport else { return [base] }
        base.append(.ipProtocol(transport))
        let clientPorts = clientPort.map { [$0] } ?? sourcePorts.maskedValues
        return clientPorts.flatMap { client in
            destinationPorts.maskedValues.map { server in
                let (from, to) = direction == .forward ? (client, server) : (server, client)
                return base
                    + [MatchField.sourcePort(transport, from), .destinationPort(transport, to)].compactMap { $0 }
            }
        }
    }
}

extension FiveTuple {
    /// The match of exactly this flow in this direction.
    var exactMatch: [MatchField] {
        let exact = { (port: TransportPort) in MaskedPort(value: port.rawValue, mask: .max) }
        let ports = [
            MatchField.sourcePort(transport, exact(sourcePort)),
            MatchField.destinationPort(transport, exact(destinationPort)),
        ]
        return [
            .ethernetType(source.family.etherType), .source(IPPrefix(host: source)),
            .destination(IPPrefix(host: destination)), .ipProtocol(transport),
        ] + ports.compactMap { $0 }
    }
}
