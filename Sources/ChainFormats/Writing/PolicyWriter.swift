internal import NetworkTypes
internal import ServiceChaining

/// Turns a policy into a document, with the keys in the order of the reference page and without defaults.
struct PolicyWriter {
    private typealias Entry = (key: String, value: OutputValue)

    private let policy: Policy
    /// The name under which a port of each datapath is written.
    private let names: [DatapathID: String]

    init(_ policy: Policy) {
        self.policy = policy
        names = Dictionary(policy.forwarders.map { ($0.datapath, $0.name) }) { first, _ in first }
    }

    var document: OutputValue {
        var entries: [Entry] = [("version", .number("1"))]
        if !policy.forwarders.isEmpty { entries.append(("switches", .list(policy.forwarders.map(forwarder), .block))) }
        entries.append(("tenants", .list(policy.tenants.map(tenant), .block)))
        return .mapping(entries, .block)
    }

    private func forwarder(_ forwarder: ServiceFunctionForwarder) -> OutputValue {
        var entries: [Entry] = [("name", .text(forwarder.name)), ("datapath", datapath(forwarder.datapath))]
        if let tunnel = forwarder.tunnel {
            let values: [Entry] = [
                ("port", .number(tunnel.port.description)), ("address", .plain(tunnel.address.description)),
            ]
            entries.append(("tunnel", .mapping(values, .inline)))
        }
        return .mapping(entries, .inline)
    }

    /// Decimal where it is short, else the sixteen digits that Open vSwitch shows.
    private func datapath(_ datapath: DatapathID) -> OutputValue {
        datapath.rawValue <= 0xFFFF_FFFF ? .number(String(datapath.rawValue)) : .text("0x" + datapath.description)
    }

    private func tenant(_ tenant: Tenant) -> OutputValue {
        var entries: [Entry] = [("name", .text(tenant.id.name))]
        func add<Element>(_ key: String, _ elements: [Element], _ write: (Element) -> OutputValue) {
            if !elements.isEmpty { entries.append((key, .list(elements.map(write), .block))) }
        }
        add("endpoints", tenant.endpoints, endpoint)
        add("functions", tenant.functions, function)
        add("instances", tenant.instances, instance)
        add("chains", tenant.chains, chain)
        return .mapping(entries, .block)
    }

    private func endpoint(_ endpoint: Endpoint) -> OutputValue {
        let prefixes = endpoint.prefixes.map { OutputValue.plain($0.description) }
        let unreadable = endpoint.unreadablePrefixes.map { OutputValue.text($0) }
        var entries: [Entry] = [
            ("name", .text(endpoint.id.name)), ("prefixes", .list(prefixes + unreadable, .inline)),
        ]
        if let attachment = endpoint.attachment {
            entries += [("port", port(attachment.port)), ("mac", .plain(attachment.mac.description))]
        }
        return .mapping(entries, .inline)
    }

    private func function(_ function: ServiceFunction) -> OutputValue {
        var entries: [Entry] = [("name", .text(function.id.name)), ("image", .text(function.image))]
        if function.headers != .preserves { entries.append(("headers", .plain(function.headers.rawValue))) }
        if function.instances != 1...64 {
            let (low, high) = (function.instances.lowerBound, function.instances.upperBound)
            entries.append(("instances", low == high ? .number("\(low)") : .plain("\(low)-\(high)")))
        }
        return .mapping(entries, .inline)
    }

    private func instance(_ instance: ServiceInstance) -> OutputValue {
        var entries: [Entry] = [
            ("name", .text(instance.id.name)), ("function", .text(instance.function.name)),
            ("left", port(instance.attachment.left)), ("right", port(instance.attachment.right)),
        ]
        if let mac = instance.attachment.leftMAC { entries.append(("leftMAC", .plain(mac.description))) }
        if let mac = instance.attachment.rightMAC { entries.append(("rightMAC", .plain(mac.description))) }
        if instance.state != .active { entries.append(("state", .plain(instance.state.rawValue))) }
        if instance.weight != 1 { entries.append(("weight", .number("\(instance.weight)"))) }
        if let chain = instance.serves { entries.append(("serves", .text(chain.name))) }
        return .mapping(entries, .inline)
    }

    private func port(_ port: SwitchPort) -> OutputValue {
        .text("\(names[port.datapath] ?? port.datapath.description)/\(port.port)")
    }

    private func chain(_ chain: ServiceFunctionChain) -> OutputValue {
        var entries: [Entry] = [
            ("name", .text(chain.id.name)), ("from", .text(chain.source.name)), ("to", .text(chain.destination.name)),
        ]
        if !chain.matches.isEmpty { entries.append(("match", .list(chain.matches.map(match), .inline))) }
        entries.append(("through", .list(chain.functions.map { .text($0.name) }, .inline)))
        if chain.direction != .symmetric { entries.append(("direction", .plain(chain.direction.rawValue))) }
        if chain.priority != 0 { entries.append(("priority", .number("\(chain.priority)"))) }
        if !chain.objectives.isEmpty { entries.append(("objectives", .list(chain.objectives.map(objective), .inline))) }
        return .mapping(entries, .block)
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
