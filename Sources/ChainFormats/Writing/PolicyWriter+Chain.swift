internal import NetworkTypes
internal import ServiceChaining

extension PolicyWriter {
    func chain(_ chain: ServiceFunctionChain) -> OutputValue {
        var entries: [Entry] = [
            ("name", .text(chain.id.name)), ("from", .text(chain.source.name)), ("to", .text(chain.destination.name)),
        ]
        if !chain.matches.isEmpty { entries.append(("match", .list(chain.matches.map(match), .inline))) }
        entries.append(("through", .list(chain.functions.map { .text($0.name) }, .inline)))
        if chain.direction != .symmetric { entries.append(("direction", .plain(chain.direction.rawValue))) }
        if chain.initiator != .source { entries.append(("initiator", .plain(chain.initiator.rawValue))) }
        if chain.stickiness != .connection { entries.append(("stickiness", .plain(chain.stickiness.rawValue))) }
        if !chain.branches.isEmpty { entries.append(("branches", .list(chain.branches.map(branch), .block))) }
        if !chain.keptMarkings.isEmpty {
            entries.append(("keptMarkings", .list(chain.keptMarkings.map { .number("\($0.rawValue)") }, .inline)))
        }
        if chain.priority != 0 { entries.append(("priority", .number("\(chain.priority)"))) }
        if !chain.objectives.isEmpty { entries.append(("objectives", .list(chain.objectives.map(objective), .inline))) }
        return .mapping(entries, .block)
    }

    private func branch(_ branch: ChainBranch) -> OutputValue {
        let condition: Entry =
            switch branch.condition {
            case .marked(let marking): ("marked", .number("\(marking.rawValue)"))
            case .traffic(let match): ("match", self.match(match))
            }
        return .mapping(
            [
                ("after", .text(branch.after.name)), condition,
                ("through", .list(branch.functions.map { .text($0.name) }, .inline)),
            ], .inline)
    }

    private func match(_ match: TrafficMatch) -> OutputValue {
        var entries: [Entry] = []
        if let transport = match.transport {
            let name = transport.description
            entries.append(("protocol", transport.isNamed ? .plain(name) : .number(name)))
        }
        func add(_ key: String, _ values: [OutputValue]) {
            if !values.isEmpty { entries.append((key, .list(values, .inline))) }
        }
        add("sourcePorts", match.sourcePorts.map(ports))
        add("destinationPorts", match.destinationPorts.map(ports))
        add("sources", match.sources.map { .plain($0.description) })
        add("destinations", match.destinations.map { .plain($0.description) })
        return .mapping(entries, .inline)
    }

    private func ports(_ range: PortRange) -> OutputValue {
        range.lowerBound == range.upperBound ? .number(range.description) : .plain(range.description)
    }

    private func objective(_ objective: ServiceLevelObjective) -> OutputValue {
        let bound: Entry =
            switch objective.bound {
            case .meanLatency(let limit): ("meanLatency", .plain(DurationText.write(limit)))
            case .backlog(let limit): ("backlog", .number("\(limit)"))
            case .throughput(let limit): ("throughput", .number("\(limit)"))
            case .errorRate(let limit): ("errorRate", .number("\(limit)"))
            }
        return .mapping([bound, ("for", .plain(DurationText.write(objective.hold)))], .inline)
    }
}

extension IPProtocol {
    /// True where its text is a name and not a number.
    fileprivate var isNamed: Bool { UInt8(decimalDigits: description) == nil }
}
