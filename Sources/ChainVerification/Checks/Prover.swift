internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Carries out checks on what switches hold at a moment.
struct Prover: Sendable {
    let moment: NetworkMoment
    let surroundings: Surroundings
    /// Decides in the place of switches, in the reactive engine.
    let controller: ReactiveSteering?
    /// What trackers may remember, in whatever way they came to it.
    let marks: [ZoneKey: [UInt32]]
    /// Rules of single flows that switches hold beside those of the network.
    var exactRules: [DatapathID: [CompiledRule]] = [:]

    func outcome(of check: Check) -> CheckOutcome {
        switch check {
        case .entry(let check): outcome(of: check)
        case .path(let check): outcome(of: check)
        case .port(let check): outcome(of: check)
        }
    }

    func walker() -> Walker { Walker(moment, surroundings) }

    /// Packets with known marks.
    private func outcome(of check: PathCheck) -> CheckOutcome {
        let flow = FiveTuple.sample(check.family)
        var world = World(
            controller == nil ? TernaryCube(check.family) : TernaryCube(flow),
            excluding: check.family == .ipv6 ? TernaryCube.hostMessages : [], isKnownFlow: true)
        if let controller, let path = controller.path(of: check.mark) {
            world.exactRules = Self.rules(controller.exactRules(path, flow))
        }
        return outcome(of: check, world)
    }

    /// Packets of one flow that the controller has given the path.
    func outcome(of check: PathCheck, for forward: FiveTuple) -> CheckOutcome {
        var world = World(TernaryCube(forward), isKnownFlow: true)
        world.exactRules = exactRules
        return outcome(of: check, world)
    }

    /// One direction after the other.
    private func outcome(of check: PathCheck, _ world: World) -> CheckOutcome {
        var walker = walker()
        var world = world
        world.connections = check.connections
        var outcome = CheckOutcome()
        for isForward in [true, false] where outcome.counterexample == nil {
            var itinerary = Itinerary(
                isForward ? check.forward : check.reverse,
                to: .port(isForward ? check.end : check.head))
            itinerary.entersOn = isForward ? check.entersOn : check.entersOn.opposite
            itinerary.keptMarkings = check.keptMarkings
            var start = world
            start.send(isForward ? .later : .reply, at: isForward ? check.head : check.end, [itinerary], check.tenant)
            for end in walker.run(start) {
                outcome.take(end.expectingOneArrival, self, check.tenant, check.head, mark: check.mark)
            }
        }
        outcome.record = walker.record
        return outcome
    }

    private func outcome(of check: PortCheck) -> CheckOutcome {
        var walker = walker()
        walker.knowledge = .anything(marks)
        var world = World(
            TernaryCube(check.family), excluding: check.family == .ipv6 ? TernaryCube.hostMessages : [],
            isKnownFlow: false)
        world.entry = world.entry.setting(.mplsLabel, to: 0).setting(
            .ingressPort, to: UInt128(check.port.port.rawValue))
        let packet = SymbolicPacket(world.entry, .first, .within(check.tenant))
        world.events.append(.started("any packet", check.port))
        world.tasks = [.enter(packet, check.port, throughTunnel: false)]
        var outcome = CheckOutcome()
        for end in walker.run(world) { outcome.take(end, self, check.tenant, check.port) }
        walker.knowledge = .nothing
        for zone in check.zones { outcome.take(forgetting(zone, check, &walker), self, check.tenant, check.port) }
        outcome.record = walker.record
        return outcome
    }

    /// A flow whose path is gone may not keep its mark: it would never get another path.
    private func forgetting(_ zone: ZoneKey, _ check: PortCheck, _ walker: inout Walker) -> World {
        let dead = TenantPlan.deadMarks[0]
        var world = World(
            TernaryCube(check.family), excluding: check.family == .ipv6 ? TernaryCube.hostMessages : [],
            isKnownFlow: false)
        world.connections = [World.Connection(zone: zone, mark: dead, isReversed: false)]
        world.events.append(.started("packet of a flow whose path is gone", check.port))
        let start = world.entry.overwritten(by: SymbolicPacket.plain)
        world.tasks = [
            .enter(SymbolicPacket(start, .later, .within(check.tenant)), check.port, throughTunnel: false)
        ]
        let ends = walker.run(world)
        let isStuck = { (end: World) in
            end.failure == nil && end.connections.first?.mark == dead
                && end.events.contains(.tracked(zone: zone.zone, mark: dead))
                && !end.events.contains { if case .left = $0 { true } else { false } }
        }
        guard var stuck = ends.first(where: isStuck)
        else { return ends.first { $0.failure != nil } ?? world }
        stuck.fail(.stuck, "its path is gone, and zone \(zone.zone) of switch \(zone.datapath) keeps the mark for ever")
        return stuck
    }

    static func rules(_ changes: [(DatapathID, FlowMod)]) -> [DatapathID: [CompiledRule]] {
        var result: [DatapathID: [CompiledRule]] = [:]
        for (datapath, change) in changes {
            guard let table = PipelineTable(rawValue: change.table.rawValue) else { continue }
            let key = RuleKey(table, priority: change.priority, change.match.fields)
            // The numbers of the network's own rules are above zero.
            result[datapath, default: []].append(
                CompiledRule(0, key, Rule(change.instructions, cookie: change.cookie)))
        }
        return result
    }
}

extension Surroundings.Side {
    var opposite: Surroundings.Side {
        switch self {
        case .left: .right
        case .right: .left
        case .only: .only
        }
    }
}

extension ReactiveSteering {
    fileprivate func path(of mark: UInt32) -> PlannedPath? { path(PathID.of(mark: mark).path) }
}

extension FiveTuple {
    /// A flow between documentation's addresses (RFC 5737, RFC 3849).
    static func sample(_ family: AddressFamily) -> FiveTuple {
        let prefix: UInt128 = family == .ipv4 ? 0xCB00_7100 : 0x2001_0DB8 << 96
        return FiveTuple(
            source: IPAddress(family: family, bits: prefix | 7),
            destination: IPAddress(family: family, bits: prefix | 9),
            transport: .tcp, sourcePort: 40_000, destinationPort: 80)
    }
}

extension TernaryCube {
    /// What hosts of a segment say to each other, in either direction of a flow: no traffic of tenants.
    static let hostMessages: [TernaryCube] = neighbourDiscovery + neighbourDiscovery.map(\.reversed)
}
