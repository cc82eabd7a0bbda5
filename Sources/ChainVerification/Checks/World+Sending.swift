internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

extension World {
    /// Lets a packet of the flow start at a port.
    mutating func send(
        _ role: SymbolicPacket.Role, at port: SwitchPort, _ itineraries: [Itinerary], _ tenant: TenantID
    ) {
        var cube = TernaryCube.all
        for field in SymbolicPacket.identity {
            let (value, mask) = entry[field]
            cube.restrict(field, to: value, mask: mask)
        }
        if role == .reply { cube = cube.reversed }
        // What the tags will be written over tells packets apart behind a box that has marked them.
        if role == .first { cube.restrict(.dscp, to: entry[.dscp].value, mask: entry[.dscp].mask) }
        cube = cube.overwritten(by: SymbolicPacket.plain)
        if role == .first { entry = cube }
        events.append(.started(Self.name(role), port))
        tasks.append(
            .enter(SymbolicPacket(cube, role, .along(itineraries, tenant)), port, throughTunnel: false))
    }

    private static func name(_ role: SymbolicPacket.Role) -> String {
        switch role {
        case .first: "first packet"
        case .later: "later packet"
        case .reply: "reply"
        }
    }

    /// This world, failed where its packet did not arrive exactly once, or taps did not get what is theirs.
    var expectingOneArrival: World {
        var world = self
        guard failure == nil else { return world }
        if let askedAt { world.fail(.lost, "it is sent to the controller from \(askedAt), who knows the flow") }
        if arrivals.isEmpty { world.fail(.lost, "it goes nowhere") }
        if arrivals.count > 1 {
            world.fail(.duplicated, "it arrives \(arrivals.count) times: at \(arrivals.map { "\($0.port)" })")
        }
        if let arrival = arrivals.first, !arrival.itineraries.contains(where: { hasCopies(of: $0, arrival) }) {
            world.fail(.untapped, "taps got \(copies.map(\.instance)), which is not what they are to get")
        }
        return world
    }

    private func hasCopies(of itinerary: Itinerary, _ arrival: Arrival) -> Bool {
        var left = copies
        for tap in itinerary.passed(atEndpoint: arrival.isFinal) where tap.isTap {
            guard let copy = left.firstIndex(where: { tap.isMet(by: $0) }) else { return false }
            left.remove(at: copy)
        }
        return left.isEmpty
    }
}

extension World.Arrival {
    /// True at an endpoint, or where an itinerary ends at a port.
    var isFinal: Bool {
        if case .box = place { return itineraries.contains { if case .port = $0.end { true } else { false } } }
        return true
    }
}
