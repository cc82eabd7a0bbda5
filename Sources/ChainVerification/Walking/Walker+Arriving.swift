internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension Walker {
    /// Puts packets out of a port.
    func output(_ port: PortNumber, _ pass: Pass, _ world: inout World) {
        switch port {
        case .inPort: emit(SwitchPort(pass.datapath, pass.inPort), pass.packet, &world)
        case .controller:
            world.events.append(.askedController(pass.datapath))
            world.askedAt = SwitchPort(pass.datapath, pass.inPort)
        case pass.inPort: world.events.append(.notSentBack(SwitchPort(pass.datapath, port)))
        case _ where port >= .maximum:
            world.failure =
                world.failure
                ?? .undecided(
                    Undecided(datapath: pass.datapath, rule: world.lastRule, reason: "it outputs to port \(port)"))
        default: emit(SwitchPort(pass.datapath, port), pass.packet, &world)
        }
    }

    private func emit(_ port: SwitchPort, _ packet: SymbolicPacket, _ world: inout World) {
        world.events.append(.left(port))
        guard !endsAtPorts else { return world.emissions.append((port, packet.current)) }
        guard !surroundings.tunnelPorts.contains(port) else { return tunnel(port, packet, &world) }
        guard let place = surroundings[port] else {
            return world.fail(.unattached, "it leaves by port \(port), where nothing is attached")
        }
        switch packet.intent {
        case .within(let tenant), .along(_, let tenant):
            guard place.tenant == tenant else {
                return world.fail(.escaped, "it leaves by port \(port), which is tenant “\(place.tenant)”'s")
            }
        }
        arrive(port, place, packet, &world)
    }

    private func tunnel(_ port: SwitchPort, _ packet: SymbolicPacket, _ world: inout World) {
        guard let address = packet.current.exactValue(of: .tunnelDestination),
            let end = surroundings.tunnelEnds[UInt32(truncatingIfNeeded: address)], end.datapath != port.datapath
        else {
            return world.fail(.unattached, "it leaves by tunnel port \(port) for an address that no other switch has")
        }
        world.tasks.append(.enter(packet, end, throughTunnel: true))
    }

    private func arrive(
        _ port: SwitchPort, _ place: Surroundings.Place, _ packet: SymbolicPacket, _ world: inout World
    ) {
        switch place {
        case .endpoint(_, let endpoint, let mac):
            world.events.append(.arrived(endpoint, port))
            guard case .along(let itineraries, _) = packet.intent else { return }
            check(packet, addressedTo: mac, at: port, &world)
            let ended = itineraries.filter { $0.ends(at: port, place) }
            guard !ended.isEmpty else {
                return miss(itineraries, "arrives at endpoint “\(endpoint)”", .wrongEnd, &world)
            }
            if !world.isMarkedAsSent(packet, ended) {
                world.fail(.tagged, "it arrives at endpoint “\(endpoint)” with a tag, or not as it was marked")
            }
            if !packet.isPlain { world.fail(.tagged, "it arrives at endpoint “\(endpoint)” encapsulated") }
            world.arrivals.append(.init(port: port, place: place, packet: packet, itineraries: ended))
        case .box(let box, let side):
            world.events.append(.enteredBox(box.instance, port))
            arrive(at: box, side, port, place, packet, &world)
        }
    }

    private func miss(
        _ itineraries: [Itinerary], _ what: String, _ code: Violation.Code, _ world: inout World
    ) {
        guard let first = itineraries.first else {
            return world.fail(.unclassified, "it belongs to no chain and \(what)")
        }
        world.fail(code, "it \(what), where \(first.nextDescription) is due")
    }

    private func arrive(
        at box: Box, _ side: Surroundings.Side, _ port: SwitchPort, _ place: Surroundings.Place,
        _ packet: SymbolicPacket, _ world: inout World
    ) {
        guard case .along(let itineraries, let tenant) = packet.intent else {
            if !box.endsFlows, !box.isTap { cross(box, side, packet, packet.intent, &world) }
            return
        }
        check(packet, addressedTo: box.mac(on: side), at: port, &world)
        let ended = itineraries.filter { $0.ends(at: port, place) }
        guard ended.isEmpty else {
            return world.arrivals.append(.init(port: port, place: place, packet: packet, itineraries: ended))
        }
        let left = itineraries.compactMap { $0.passing(box, on: side) }
        guard !left.isEmpty else {
            return miss(itineraries, "comes to “\(box.instance)” by \(port)", .wrongOrder, &world)
        }
        guard !box.isTap else {
            if !packet.isPlain { world.fail(.tagged, "a copy comes to “\(box.instance)” encapsulated") }
            return world.copies.append(box)
        }
        if !world.isKnownFlow, !box.takesNewFlows {
            world.fail(.notActive, "a new flow comes to “\(box.instance)”, which takes none")
        }
        if !packet.isPlain, !packet.isUnderstood(by: box, on: side) {
            world.fail(.tagged, "it comes to “\(box.instance)” encapsulated, which that does not understand")
        }
        guard !box.endsFlows else {
            return world.arrivals.append(.init(port: port, place: place, packet: packet, itineraries: left))
        }
        cross(box, side, packet, .along(left, tenant), &world)
    }

    /// A box that preserves headers hands packets on at its other side; one that routes writes new Ethernet addresses.
    private func cross(
        _ box: Box, _ side: Surroundings.Side, _ packet: SymbolicPacket, _ intent: SymbolicPacket.Intent,
        _ world: inout World
    ) {
        var packet = packet
        packet.intent = intent
        packet.visited.append(box.instance)
        packet.free(.ethernetDestination)
        packet.free(.ethernetSource)
        world.tasks.append(.enter(packet, box.exit(from: side), throughTunnel: false))
    }

    private func check(
        _ packet: SymbolicPacket, addressedTo mac: MACAddress?, at port: SwitchPort, _ world: inout World
    ) {
        guard let mac, packet.current.exactValue(of: .ethernetDestination) != UInt128(mac.rawValue) else { return }
        world.fail(.misaddressed, "it leaves by \(port) without the address \(mac) of who is there")
    }
}

extension SymbolicPacket {
    /// True for a bare IP packet.
    var isPlain: Bool {
        let type = current.exactValue(of: .ethernetType)
        return current.exactValue(of: .vlan) == 0
            && AddressFamily.allCases.contains { UInt128($0.etherType.rawValue) == type }
    }

    /// True where a box keeps what is in front of the packet: it says so, or it is a bridge and that is a VLAN tag.
    func isUnderstood(by box: Box, on side: Surroundings.Side) -> Bool {
        let type = current.exactValue(of: .ethernetType)
        let isIP = AddressFamily.allCases.contains { UInt128($0.etherType.rawValue) == type }
        if isIP { return box.understands == .vlan || box.mac(on: side) == nil }
        guard current.exactValue(of: .vlan) == 0 else { return false }
        switch box.understands {
        case .mpls: return type == UInt128(EtherType.mpls.rawValue)
        case .nsh: return type == UInt128(EtherType.nsh.rawValue)
        case .dscp, .vlan, .tunnelMetadata, nil: return false
        }
    }
}

extension World {
    /// True where the DSCP is what the sender wrote into it, whether or not the chain keeps it, or none where that need
    /// not be kept.
    func isMarkedAsSent(_ packet: SymbolicPacket, _ itineraries: [Itinerary]) -> Bool {
        guard !packet.isUntouched(.dscp) else { return true }
        guard let marking = packet.current.exactValue(of: .dscp) else { return false }
        let kept = itineraries.map { itinerary in Set(itinerary.keptMarkings.map { UInt128($0.rawValue) }) }
        guard marking == 0 else {
            return packet.sentMarking == marking
        }
        return packet.role != .first || kept.contains { !$0.contains(where: mayBeSent) }
    }

    private func mayBeSent(with marking: UInt128) -> Bool {
        var marked = self
        return marked.entry.restrict(.dscp, to: marking) && marked.isPossible
    }
}
