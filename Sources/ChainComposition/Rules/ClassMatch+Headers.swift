internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

extension ClassMatch {
    /// The matches of headers behind a box: one for each cube, family and protocol that it needs.
    static func expand(_ rule: PlannedHead.HeaderRule, _ families: [AddressFamily]) -> [ClassMatch] {
        let priority = ResidentEngine.classBase + UInt16(clamping: rule.priority)
        return rule.headers.cubes.flatMap { cube in
            families.filter { cube.overlaps(TernaryCube($0)) }.flatMap { family in
                transports(of: cube).map { ClassMatch(priority: priority, fields: fields(cube, family, $0)) }
            }
        }
    }

    /// Ports can be matched only where the protocol is.
    private static func transports(of cube: TernaryCube) -> [IPProtocol?] {
        if let number = cube.exactValue(of: .transport) {
            return [IPProtocol(rawValue: UInt8(truncatingIfNeeded: number))]
        }
        return cube.isFree(.sourcePort) && cube.isFree(.destinationPort) ? [nil] : [.tcp, .udp, .sctp]
    }

    private static func fields(
        _ cube: TernaryCube, _ family: AddressFamily, _ transport: IPProtocol?
    ) -> [MatchField] {
        var fields: [MatchField] = [.ethernetType(family.etherType)]
        let addresses: [(PacketField, OXMField)] =
            family == .ipv4
            ? [(.source, .ipv4Source), (.destination, .ipv4Destination)]
            : [(.source, .ipv6Source), (.destination, .ipv6Destination)]
        for (field, match) in addresses where !cube.isFree(field) {
            fields.append(MatchField(match, cube[field].value, mask: cube[field].mask))
        }
        if let marking = cube.exactValue(of: .dscp) { fields.append(MatchField(.ipDSCP, marking)) }
        guard let transport else { return fields }
        fields.append(.ipProtocol(transport))
        guard transport.hasPorts else { return fields }
        let port = { (field: PacketField) in
            MaskedPort(
                value: UInt16(truncatingIfNeeded: cube[field].value), mask: UInt16(truncatingIfNeeded: cube[field].mask)
            )
        }
        return fields
            + [
                MatchField.sourcePort(transport, port(.sourcePort)),
                MatchField.destinationPort(transport, port(.destinationPort)),
            ].compactMap { $0 }
    }
}
