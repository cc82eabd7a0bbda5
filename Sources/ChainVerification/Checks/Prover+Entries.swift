internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension Prover {
    /// Follows new flows from where they enter to where they end, behind every box that rewrites them anew.
    func outcome(of check: EntryCheck) -> CheckOutcome {
        var outcome = CheckOutcome()
        var walker = walker()
        var open = [check]
        var known: Set<EntryCheck> = [check]
        while let next = open.popLast(), outcome.counterexample == nil {
            let ends = firstPackets(next, &walker)
            for end in ends {
                guard let arrival = settle(end, next, &outcome) else { continue }
                followUp(end, arrival, next, &walker, &outcome)
                open += next.behind(arrival, end).filter { known.insert($0).inserted }
            }
        }
        outcome.record = walker.record
        return outcome
    }

    private func firstPackets(_ check: EntryCheck, _ walker: inout Walker) -> [World] {
        let isIPv6 = check.flows.overlaps(TernaryCube(.ipv6))
        var start = World(
            check.flows, excluding: check.excluded + (isIPv6 ? TernaryCube.hostMessages : []), isKnownFlow: false)
        guard start.isPossible else { return [] }
        start.exactRules = exactRules
        start.send(.first, at: check.port, check.itineraries, check.tenant)
        return walker.run(start).flatMap { world -> [World] in
            guard let controller, world.failure == nil, world.askedAt == check.port else { return [world] }
            return decided(world, check, controller, &walker)
        }
    }

    /// What becomes of a sample of the flows about which the controller is asked, for each path that it may choose.
    private func decided(
        _ world: World, _ check: EntryCheck, _ controller: ReactiveSteering, _ walker: inout Walker
    ) -> [World] {
        let sample = world.sample
        guard let flow = sample.flow else { return [world] }
        let choices = controller.possibleRules(for: flow, marking: sample.marking, at: check.port)
        guard !choices.isEmpty else {
            var dropped = world
            dropped.askedAt = nil
            return [dropped]
        }
        return choices.flatMap { rules -> [World] in
            var start = World(TernaryCube(flow), isKnownFlow: false)
            start.events = world.events
            start.updated = world.updated
            start.exactRules = Self.rules(rules).merging(exactRules) { $0 + $1 }
            start.send(.first, at: check.port, check.itineraries, check.tenant)
            return walker.run(start)
        }
    }

    /// Where the first packet arrived; `nil` where it did not, which may be right.
    private func settle(_ end: World, _ check: EntryCheck, _ outcome: inout CheckOutcome) -> World.Arrival? {
        if end.failure == nil, end.arrivals.isEmpty, end.askedAt == nil,
            check.itineraries.isEmpty || check.mayBeDropped
        {
            return nil
        }
        let end = end.expectingOneArrival
        outcome.take(end, self, check.tenant, check.port)
        return end.failure == nil ? end.arrivals.first : nil
    }

    /// A later packet and a reply, each on what the first packet has left behind.
    private func followUp(
        _ end: World, _ arrival: World.Arrival, _ check: EntryCheck, _ walker: inout Walker,
        _ outcome: inout CheckOutcome
    ) {
        let itineraries = arrival.itineraries
        let later = Set(itineraries.map { $0.again(arrival) })
        let replies = Set(itineraries.map { $0.back(arrival, to: check.port) })
        for (role, port, ways) in [
            (SymbolicPacket.Role.later, check.port, later), (.reply, arrival.port, replies),
        ] {
            var next = end
            next.proceed()
            next.send(role, at: port, Array(ways), check.tenant)
            for end in walker.run(next) {
                outcome.take(end.expectingOneArrival, self, check.tenant, check.port)
            }
        }
    }
}

extension Itinerary {
    /// The way of later packets: the boxes that the first has visited.
    func again(_ arrival: World.Arrival) -> Itinerary {
        var result = Itinerary(visitedStops(arrival), to: .port(arrival.port))
        result.entersOn = entersOn
        result.keptMarkings = keptMarkings
        return result
    }

    /// The way of replies.
    func back(_ arrival: World.Arrival, to port: SwitchPort) -> Itinerary {
        var result = Itinerary(repliesRetrace ? visitedStops(arrival).reversed() : [], to: .port(port))
        result.entersOn = entersOn.opposite
        result.keptMarkings = keptMarkings
        return result
    }

    private func visitedStops(_ arrival: World.Arrival) -> [Stop] {
        var boxes = arrival.packet.visited[...]
        return passed(atEndpoint: arrival.isFinal).compactMap { stop in
            // The last box has none to its name: packets end there.
            stop.isTap ? stop : boxes.popFirst().map { .instance($0) }
        }
    }
}

extension EntryCheck {
    /// What comes out of a box that ends flows, of what arrived at it: one check for each way on.
    func behind(_ arrival: World.Arrival, _ world: World) -> [EntryCheck] {
        guard case .box(let box, let side) = arrival.place, box.endsFlows, !arrival.isFinal else { return [] }
        let rewritten = box.rewritten(from: side)
        var flows = TernaryCube.all
        for field in SymbolicPacket.identity where !rewritten.contains(field) {
            let (value, mask) = world.entry[field]
            flows.restrict(field, to: value, mask: mask)
        }
        // Of what was taken away only that is still away which the box cannot have made of something else.
        let excluded = world.excluded.filter { cube in
            !TernaryCube.hostMessages.contains(cube) && cube.overlaps(flows)
                && (rewritten + [.dscp]).allSatisfy { cube.isFree($0) }
        }
        let all = EntryCheck(
            tenant: tenant, port: box.exit(from: side), flows: flows, excluded: excluded,
            itineraries: [], mayBeDropped: mayBeDropped)
        let ways = arrival.itineraries.map { $0.ways(behind: box.function) }
        guard let first = ways.first, ways.count > 1 || first.count > 1 else {
            return [all.going(ways.first?.map(\.itinerary) ?? [])]
        }
        return all.parting(ways)
    }

    private func going(_ itineraries: [Itinerary]) -> EntryCheck {
        EntryCheck(
            tenant: tenant, port: port, flows: flows, excluded: excluded, itineraries: itineraries,
            mayBeDropped: mayBeDropped)
    }

    /// One check for each combination of conditions that some packet meets.
    private func parting(_ ways: [[Itinerary.Way]]) -> [EntryCheck] {
        var checks = [self]
        for alternatives in ways {
            checks = checks.flatMap { check in
                alternatives.flatMap { way in
                    way.condition.compactMap { cube -> EntryCheck? in
                        guard let flows = check.flows.intersection(cube) else { return nil }
                        let excluded = (check.excluded + way.except).filter { $0.overlaps(flows) }
                        guard flows.witness(outside: excluded) != nil else { return nil }
                        let itineraries = check.itineraries.filter { $0 != way.itinerary } + [way.itinerary]
                        return EntryCheck(
                            tenant: tenant, port: port, flows: flows, excluded: excluded, itineraries: itineraries,
                            mayBeDropped: mayBeDropped)
                    }
                }
            }
        }
        return checks
    }
}

extension Itinerary {
    /// One way on behind a function.
    struct Way {
        let condition: [TernaryCube]
        /// The conditions of the ways that are asked first.
        let except: [TernaryCube]
        let itinerary: Itinerary
    }

    /// The ways on behind a function, for packets with other headers: its branches in order, then the rest.
    func ways(behind function: FunctionID) -> [Way] {
        let here = branches.filter { $0.after == function }
        var rest = restarted
        rest.branches = branches.filter { $0.after != function }
        let branching = here.enumerated().map { index, branch in
            var taken = Itinerary(branch.stops, to: end)
            taken.entersOn = entersOn
            taken.repliesRetrace = repliesRetrace
            taken.keptMarkings = keptMarkings
            return Way(
                condition: branch.condition, except: here[..<index].flatMap(\.condition), itinerary: taken)
        }
        return branching + [Way(condition: [.all], except: here.flatMap(\.condition), itinerary: rest)]
    }
}
