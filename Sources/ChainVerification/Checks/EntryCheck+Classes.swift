internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

/// Flows that enter at a port and belong together.
struct EntryClass: Hashable, Sendable {
    let flows: TernaryCube
    let priority: Int
    /// Empty where failed instances close the chain.
    let itineraries: [Itinerary]
}

extension Tenant {
    /// The classes of flows that enter at each port, those of higher priority first.
    func entryClasses() -> [SwitchPort: [EntryClass]] {
        var result: [SwitchPort: [EntryClass]] = [:]
        for endpoint in endpoints {
            if let port = endpoint.attachment?.port { result[port] = result[port] ?? [] }
        }
        for chain in chains {
            guard let source = self[endpoint: chain.source]?.attachment?.port,
                let destination = self[endpoint: chain.destination]?.attachment?.port
            else { continue }
            let cubes = trafficClasses(of: chain).flatMap(\.headers.cubes)
            result[source, default: []] += entryClasses(chain, cubes, isForward: true)
            guard chain.initiator == .either else { continue }
            result[destination, default: []] += entryClasses(chain, cubes.map(\.reversed), isForward: false)
        }
        return result.mapValues { $0.sorted { $0.priority > $1.priority } }
    }

    private func entryClasses(
        _ chain: ServiceFunctionChain, _ cubes: [TernaryCube], isForward: Bool
    ) -> [EntryClass] {
        let itinerary = itinerary(of: chain, isForward: isForward)
        return cubes.map {
            EntryClass(flows: $0, priority: chain.priority, itineraries: itinerary.map { [$0] } ?? [])
        }
    }

    /// What flows of a chain have to pass; `nil` where failed instances close it.
    private func itinerary(of chain: ServiceFunctionChain, isForward: Bool) -> Itinerary? {
        guard let own = stops(chain.functions) else { return nil }
        var result = Itinerary(
            isForward ? own : own.reversed(), to: .endpoint(isForward ? chain.destination : chain.source))
        result.entersOn = isForward ? .left : .right
        result.repliesRetrace = chain.direction == .symmetric
        result.keptMarkings = chain.keptMarkings
        guard isForward else { return result }
        result.branches = chain.branches.compactMap { branch in
            stops(branch.functions).map {
                Itinerary.Branch(after: branch.after, condition: branch.condition.cubes, stops: $0)
            }
        }
        return result
    }

    /// Some functions as stops; `nil` where failed instances close the way.
    private func stops(_ functions: [FunctionID]) -> [Itinerary.Stop]? {
        var stops: [Itinerary.Stop] = []
        for id in functions {
            guard let function = self[function: id] else { continue }
            switch reaction(of: function) {
            case .closed?: return nil
            case .open?: return []
            case .bypass?: continue
            case .backup(let other)?: stops.append(.function(other))
            case nil: stops.append(function.insertion == .tap ? .tap(id) : .function(id))
            }
        }
        return stops
    }

    /// What the failure of all instances of a function calls for; `nil` while some are well.
    private func reaction(of function: ServiceFunction) -> FailurePolicy.Reaction? {
        let states = instances.filter { $0.function == function.id }.map(\.state)
        return !states.contains(.active) && states.contains(.failed) ? function.onFailure.newFlows : nil
    }
}

extension ChainBranch.Condition {
    /// The packets that meet it.
    fileprivate var cubes: [TernaryCube] {
        switch self {
        case .marked(let value): [TernaryCube.all.setting(.dscp, to: UInt128(value.rawValue))]
        case .traffic(let match): match.cubes
        }
    }
}

extension TrafficMatch {
    fileprivate var cubes: [TernaryCube] {
        var result = HeaderSet(transport.map { TernaryCube.all.setting(.transport, to: UInt128($0.rawValue)) } ?? .all)
        for (field, ranges) in [(PacketField.sourcePort, sourcePorts), (.destinationPort, destinationPorts)]
        where !ranges.isEmpty {
            result = result.intersection(HeaderSet(ranges.flatMap { HeaderSet(field, in: $0).cubes }))
        }
        if !sources.isEmpty { result = result.intersection(HeaderSet(sources.map { TernaryCube(source: $0) })) }
        guard !destinations.isEmpty else { return result.cubes }
        return result.intersection(HeaderSet(destinations.map { TernaryCube(destination: $0) })).cubes
    }
}

extension TrafficClass {
    fileprivate var headers: HeaderSet {
        HeaderSet(
            source: source, destination: destination, transport: transport, sourcePorts: sourcePorts,
            destinationPorts: destinationPorts)
    }
}

extension EntryCheck {
    /// What is to be proved of everything that enters at the ports of a tenant's endpoints.
    static func all(of tenant: Tenant) -> [EntryCheck] {
        tenant.entryClasses().flatMap { port, classes in
            Self.divide(classes).map {
                EntryCheck(
                    tenant: tenant.id, port: port, flows: $0.flows, excluded: $0.excluded, itineraries: $0.itineraries)
            }
        }
    }

    /// The same while one policy takes the place of another: flows may go as either of them says.
    static func all(of tenant: Tenant, or other: Tenant) -> [EntryCheck] {
        guard
            tenant.chains != other.chains || tenant.endpoints != other.endpoints || tenant.functions != other.functions
        else { return all(of: other) }
        let (before, after) = (tenant.entryClasses(), other.entryClasses())
        return Set(before.keys).union(after.keys).flatMap { port in
            let rows = divide(before[port] ?? []), columns = divide(after[port] ?? [])
            return rows.flatMap { row in columns.compactMap { row.meeting($0, tenant.id, port) } }
        }
    }

    private struct Cell {
        let flows: TernaryCube
        let excluded: [TernaryCube]
        let itineraries: [Itinerary]

        func meeting(_ other: Cell, _ tenant: TenantID, _ port: SwitchPort) -> EntryCheck? {
            guard let both = flows.intersection(other.flows) else { return nil }
            let excluded = (excluded + other.excluded).filter { $0.overlaps(both) }
            guard both.witness(outside: excluded) != nil else { return nil }
            let isUnclear = itineraries.isEmpty != other.itineraries.isEmpty
            return EntryCheck(
                tenant: tenant, port: port, flows: both, excluded: excluded,
                itineraries: itineraries == other.itineraries ? itineraries : itineraries + other.itineraries,
                mayBeDropped: isUnclear)
        }
    }

    /// Classes without the flows of those above them, and what is left for none.
    private static func divide(_ classes: [EntryClass]) -> [Cell] {
        var cells = classes.compactMap { traffic -> Cell? in
            let above = classes.filter { $0.priority > traffic.priority && $0.flows.overlaps(traffic.flows) }
                .map(\.flows)
            guard traffic.flows.witness(outside: above) != nil else { return nil }
            return Cell(flows: traffic.flows, excluded: above, itineraries: traffic.itineraries)
        }
        for family in AddressFamily.allCases {
            let all = TernaryCube(family)
            let taken = classes.map(\.flows).filter { $0.overlaps(all) }
            guard all.witness(outside: taken) != nil else { continue }
            cells.append(Cell(flows: all, excluded: taken, itineraries: []))
        }
        return cells
    }
}
