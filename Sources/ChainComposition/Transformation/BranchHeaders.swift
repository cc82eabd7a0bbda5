internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

extension ChainBranch.Condition {
    /// The packets that meet it.
    var headers: HeaderSet {
        switch self {
        case .marked(let value):
            var cube = TernaryCube.all
            cube.restrict(.dscp, to: UInt128(value.rawValue))
            return HeaderSet(cube)
        case .traffic(let match): return match.headers
        }
    }
}

extension TrafficMatch {
    /// The packets that meet every condition, whatever the endpoints.
    var headers: HeaderSet {
        var result = HeaderSet.all
        if let transport {
            var cube = TernaryCube.all
            cube.restrict(.transport, to: UInt128(transport.rawValue))
            result = HeaderSet(cube)
        }
        result = result.narrowed(.sourcePort, sourcePorts).narrowed(.destinationPort, destinationPorts)
        if !sources.isEmpty { result = result.intersection(HeaderSet(sources.map { TernaryCube(source: $0) })) }
        guard !destinations.isEmpty else { return result }
        return result.intersection(HeaderSet(destinations.map { TernaryCube(destination: $0) }))
    }
}

extension HeaderSet {
    /// Keeps packets with a port of one of the ranges; no ranges keep all.
    fileprivate func narrowed(_ field: PacketField, _ ranges: [PortRange]) -> HeaderSet {
        guard !ranges.isEmpty else { return self }
        return intersection(HeaderSet(ranges.flatMap { HeaderSet(field, in: $0).cubes }))
    }
}
