internal import ChainFormats
internal import NetworkTypes
internal import ServiceChaining

/// Where the packet of a trace enters the network.
struct TraceOrigin {
    let policy: Policy

    init(_ policy: Policy) {
        self.policy = policy
    }

    /// - Parameter text: `ENDPOINT`, `TENANT/ENDPOINT` or `SWITCH/PORT`; `nil` for the endpoint of the source address.
    /// - Throws: `CommandFailure` where that is no place, or more than one.
    func port(_ text: String?, of flow: FiveTuple) throws -> SwitchPort {
        guard let text else { return try one(of: holders(of: flow.source), "have the address \(flow.source)", flow) }
        let named = all.filter { text == $0.endpoint.id.name || text == "\($0.tenant)/\($0.endpoint.id)" }
        if named.isEmpty, let port = switchPort(text) { return port }
        return try one(of: named, "are called '\(text.prefix(60))'", flow)
    }

    private typealias Place = (tenant: TenantID, endpoint: Endpoint)

    private var all: [Place] { policy.tenants.flatMap { tenant in tenant.endpoints.map { (tenant.id, $0) } } }

    /// The endpoints whose prefix holds the address and is longest.
    private func holders(of address: IPAddress) -> [Place] {
        let lengths = all.map { $0.endpoint.prefixes.filter { $0.contains(address) }.map(\.length).max() }
        guard let longest = lengths.compactMap(\.self).max() else { return [] }
        return zip(all, lengths).filter { $0.1 == longest }.map(\.0)
    }

    private func one(of places: [Place], _ what: String, _ flow: FiveTuple) throws -> SwitchPort {
        guard let place = places.first else {
            throw CommandFailure(
                .badInput, "no endpoints \(what)",
                fix:
                    "name one with --from: \(all.prefix(8).map { "\($0.tenant)/\($0.endpoint.id)" }.joined(separator: ", "))"
            )
        }
        guard places.count == 1 else {
            let names = places.prefix(8).map { "\($0.tenant)/\($0.endpoint.id)" }.joined(separator: ", ")
            throw CommandFailure(.badInput, "\(places.count) endpoints \(what)", fix: "name one with --from: \(names)")
        }
        guard let port = place.endpoint.attachment?.port else {
            throw CommandFailure(
                .no, "endpoint '\(place.endpoint.id)' of tenant '\(place.tenant)' is attached to no port",
                fix: "give it 'port' and 'mac'")
        }
        return port
    }

    private func switchPort(_ text: String) -> SwitchPort? {
        guard let slash = text.lastIndex(of: "/"), let number = PortNumber(String(text[text.index(after: slash)...]))
        else { return nil }
        let name = String(text[..<slash])
        return policy.forwarders.first { $0.name == name }.map { $0.port(number) }
    }
}
