internal import NetworkTypes
internal import ServiceChaining

/// Turns a policy into a document, with the keys in the order of the reference page and without defaults.
struct PolicyWriter {
    typealias Entry = (key: String, value: OutputValue)

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
        if tenant.tags != .dscp { entries.append(("tags", .plain(tenant.tags.rawValue))) }
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

    func port(_ port: SwitchPort) -> OutputValue {
        .text("\(names[port.datapath] ?? port.datapath.description)/\(port.port)")
    }
}
