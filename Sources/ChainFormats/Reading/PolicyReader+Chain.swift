internal import NetworkTypes
internal import ServiceChaining

extension PolicyReader {
    mutating func chain(_ node: DocumentNode, at path: PolicyPath) -> ServiceFunctionChain? {
        let optional = [
            "match", "direction", "initiator", "stickiness", "branches", "keptMarkings", "priority", "objectives",
        ]
        guard let fields = fields(node, at: path, required: ["name", "from", "to", "through"], optional: optional)
        else { return ServiceFunctionChain("", from: "", to: "", through: []) }
        let priority = value(
            "priority", of: fields, .invalidNumber, what: "priority", fix: "write 0 to 1000", quotes: false
        ) {
            integer($0)
        }
        var chain = ServiceFunctionChain(
            ChainID(name("name", of: fields)), from: EndpointID(text("from", of: fields) ?? ""),
            to: EndpointID(text("to", of: fields) ?? ""),
            matching: elements("match", of: fields) { $0.match($1, at: $2) },
            through: elements("through", of: fields) { FunctionID($0.text($1, at: $2) ?? "") },
            direction: choice("direction", of: fields, default: ServiceFunctionChain.Direction.symmetric),
            initiator: choice("initiator", of: fields, default: ServiceFunctionChain.Initiator.source),
            stickiness: choice("stickiness", of: fields, default: ServiceFunctionChain.Stickiness.connection),
            priority: priority ?? 0, objectives: elements("objectives", of: fields) { $0.objective($1, at: $2) })
        chain.branches = elements("branches", of: fields) { $0.branch($1, at: $2) }
        chain.keptMarkings = elements("keptMarkings", of: fields) { $0.marking($1, at: $2) }
        return chain
    }

    private mutating func branch(_ node: DocumentNode, at path: PolicyPath) -> ChainBranch? {
        let stand = ChainBranch(after: "", when: .traffic(.all), through: [])
        guard let fields = fields(node, at: path, required: ["after", "through"], optional: ["marked", "match"]) else {
            return stand
        }
        let condition = self.condition(of: fields)
        return ChainBranch(
            after: FunctionID(text("after", of: fields) ?? ""), when: condition ?? stand.condition,
            through: elements("through", of: fields) { FunctionID($0.text($1, at: $2) ?? "") })
    }

    private mutating func condition(of fields: Fields) -> ChainBranch.Condition? {
        switch (fields.node("marked"), fields.node("match")) {
        case (let node?, nil): return marking(node, at: fields.path["marked"]).map { .marked($0) }
        case (nil, let node?): return match(node, at: fields.path["match"]).map { .traffic($0) }
        case (let both, _):
            report(
                .missingKey, at: fields.path["marked"], fields.mark,
                "a branch has \(both == nil ? "no condition" : "both 'marked' and 'match'")",
                fix: "give it one of 'marked: NUMBER' and 'match: {...}'")
            return nil
        }
    }

    private mutating func marking(_ node: DocumentNode, at path: PolicyPath) -> DSCP? {
        value(node, at: path, .invalidNumber, what: "DSCP value", fix: "write 1 to 63, as 46", quotes: false) {
            UInt8(decimalDigits: $0).flatMap { DSCP(rawValue: $0) }
        }
    }

    private mutating func match(_ node: DocumentNode, at path: PolicyPath) -> TrafficMatch? {
        let keys = ["protocol", "sourcePorts", "destinationPorts", "sources", "destinations"]
        guard let fields = fields(node, at: path, required: [], optional: keys) else { return .all }
        let transport = value(
            "protocol", of: fields, .invalidChoice, what: "protocol",
            fix: "write tcp, udp, sctp, icmp, icmpv6 or 0 to 255"
        ) { IPProtocol($0) }
        return TrafficMatch(
            transport: transport, sourcePorts: ports("sourcePorts", of: fields),
            destinationPorts: ports("destinationPorts", of: fields), sources: prefixes("sources", of: fields),
            destinations: prefixes("destinations", of: fields))
    }

    private mutating func ports(_ key: String, of fields: Fields) -> [PortRange] {
        elements(key, of: fields) { reader, node, path in
            reader.value(
                node, at: path, .invalidPort, what: "port or range of ports", fix: "write 80, or a range as 8000-8099"
            ) { PortRange($0) }
        }
    }

    // MARK: Objectives

    private static let bounds = ["meanLatency", "backlog", "throughput", "errorRate"]

    private mutating func objective(_ node: DocumentNode, at path: PolicyPath) -> ServiceLevelObjective? {
        let stand = ServiceLevelObjective.backlog(below: 1, for: .zero)
        guard let fields = fields(node, at: path, required: ["for"], optional: Self.bounds) else { return stand }
        let hold = duration("for", of: fields) ?? .zero
        let given = Self.bounds.filter { fields.has($0) }
        guard given.count == 1, let key = given.first else {
            let what = given.isEmpty ? "no bound" : "more than one bound (\(given.joined(separator: ", ")))"
            report(
                .missingKey, at: path[Self.bounds[0]], node.mark, "an objective has \(what)",
                fix: "give each objective one of \(Self.bounds.joined(separator: ", "))")
            return stand
        }
        return bound(key, of: fields).map { ServiceLevelObjective($0, for: hold) } ?? stand
    }

    private mutating func bound(_ key: String, of fields: Fields) -> ServiceLevelObjective.Bound? {
        switch key {
        case "meanLatency": return duration(key, of: fields).map { .meanLatency(below: $0) }
        case "backlog":
            return value(
                key, of: fields, .invalidNumber, what: "number of requests", fix: "write a whole number", quotes: false
            ) {
                integer($0)
            }.map { .backlog(below: $0) }
        case "throughput":
            return decimal(key, of: fields, fix: "write requests per second, as 250").map { .throughput(above: $0) }
        default: return decimal(key, of: fields, fix: "write a share, as 0.01").map { .errorRate(below: $0) }
        }
    }

    mutating func duration(_ key: String, of fields: Fields) -> Duration? {
        value(
            key, of: fields, .invalidDuration, what: "duration",
            fix: "write a number and a unit (h, m, s, ms, us, ns), as 45ms or 1.5s", DurationText.parse)
    }

    private mutating func decimal(_ key: String, of fields: Fields, fix: String) -> Double? {
        value(key, of: fields, .invalidNumber, what: "number", fix: fix, quotes: false) { text in
            let digits = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
            guard digits, let number = Double(text), number.isFinite else { return nil }
            return number
        }
    }
}
