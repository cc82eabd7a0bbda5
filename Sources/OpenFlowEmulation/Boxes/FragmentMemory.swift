internal import NetworkTypes

/// To which flows the fragments belong that have no ports of their own: boxes that look at flows put packets together.
struct FragmentMemory: Hashable, Sendable {
    private struct Key: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var transport: IPProtocol
        var identification: UInt32
    }

    private var flows: [Key: FiveTuple] = [:]

    /// The flow of a packet; of a fragment behind the first, that of the first, or `nil` where that has not come.
    mutating func flow(of packet: Packet) -> FiveTuple? {
        guard let ip = packet.ip, let fragment = ip.fragment else { return packet.translatable }
        let key = Key(
            source: ip.source, destination: ip.destination, transport: ip.transport,
            identification: fragment.identification)
        if !fragment.isLater { flows[key] = packet.translatable }
        return flows[key]
    }
}
