import ChainComposition
import NetworkTypes
import ServiceChaining

/// Which packets enter which chain, and where they may end up.
extension TraceOracle {
    /// Flows at the edges of every class, inside and outside, from every endpoint of a tenant.
    mutating func probeClasses(of tenant: Tenant) async throws {
        for chain in tenant.chains {
            guard let source = tenant[endpoint: chain.source], let destination = tenant[endpoint: chain.destination]
            else { continue }
            let numbers = chain.matches.flatMap(\.destinationPorts).flatMap { range in
                [Int(range.lowerBound.rawValue) - 1, Int(range.lowerBound.rawValue)]
                    + [Int(range.upperBound.rawValue), Int(range.upperBound.rawValue) + 1]
            }
            for number in Set(numbers + [7]).sorted() {
                for transport in [IPProtocol.tcp, .udp] {
                    guard let flow = FiveTuple.between(source, destination, transport, number) else { continue }
                    try await probe(flow, from: source)
                }
            }
            // Replies that nobody asked for belong to no class.
            if let back = FiveTuple.between(destination, source, .tcp, 7) { try await probe(back, from: destination) }
        }
    }

    /// For each class rule that a switch has, a packet that must hit it.
    mutating func probeRules(_ rules: [TracedRule], on datapath: DatapathID) async throws {
        for rule in rules where rule.table == Int(PipelineTable.select.rawValue) && rule.mentions("ct_mark=0") {
            guard let number = rule.field("in_port").flatMap({ UInt32($0) }) else { continue }
            let port = SwitchPort(datapath, PortNumber(rawValue: number))
            guard case .endpoint(let tenant, let endpoint) = walk.places[port],
                let tenant = walk.policy[tenant: tenant],
                let endpoint = tenant[endpoint: endpoint]
            else { continue }
            let evaluator = PolicyEvaluator(walk.policy)
            let hitting = candidates(for: rule, of: tenant).first { flow in
                let winner = evaluator.evaluate(flow, at: port).decision.flatMap { tenant[chain: $0.chain] }
                return winner.map { Int(ResidentEngine.classPriority) + $0.priority } == rule.priority
            }
            if let hitting { try await probe(hitting, from: endpoint) } else { shadowed.append(rule) }
        }
    }

    /// Packets that a class rule matches: at the start of its block of ports and wherever another class begins or ends.
    private func candidates(for rule: TracedRule, of tenant: Tenant) -> [FiveTuple] {
        guard let source = rule.field("nw_src").flatMap({ IPPrefix($0) ?? IPAddress($0).map { IPPrefix(host: $0) } }),
            let destination = rule.field("nw_dst").flatMap({ IPPrefix($0) ?? IPAddress($0).map { IPPrefix(host: $0) } })
        else { return [] }
        let sourcePort = PortBlock(rule.field("tp_src")).first ?? 40_000
        let block = PortBlock(rule.field("tp_dst"))
        let edges = tenant.chains.flatMap(\.matches).flatMap(\.destinationPorts).flatMap { range in
            [range.lowerBound.rawValue, range.upperBound.rawValue &+ 1]
        }
        let transports: [IPProtocol] =
            rule.mentions("tcp") ? [.tcp] : rule.mentions("udp") ? [.udp] : [.tcp, .udp, IPProtocol(rawValue: 1)]
        return transports.flatMap { transport in
            ([block.first ?? 7] + edges.filter { block.contains($0) }).map { port in
                FiveTuple(
                    source: source.address, destination: destination.address, transport: transport,
                    sourcePort: TransportPort(rawValue: sourcePort), destinationPort: TransportPort(rawValue: port))
            }
        }
    }

    /// Where the switches lead a new flow must be where the policy wants it, whichever path they choose.
    private mutating func probe(_ flow: FiveTuple, from endpoint: Endpoint) async throws {
        guard let port = endpoint.attachment?.port, plan.heads.contains(where: { $0.port == port }) else { return }
        let verdict = PolicyEvaluator(walk.policy).evaluate(flow, at: port)
        await attempt { oracle in
            let journeys = try await oracle.journeys(of: flow, at: port)
            let wanted = verdict.decision.flatMap { decision in
                oracle.walk.policy[tenant: decision.tenant]?[chain: decision.chain].map {
                    Journey(
                        functions: decision.functions, replies: decision.repliesPass, destination: $0.destination)
                }
            }
            if journeys != Set(wanted.map { [$0] } ?? []) {
                oracle.disagree("\(flow) at \(port) goes \(journeys), and not \(wanted?.description ?? "nowhere")")
            }
        }
    }

    private mutating func journeys(of flow: FiveTuple, at port: SwitchPort) async throws -> Set<Journey> {
        var result: Set<Journey> = []
        for path in try await choices(for: flow, at: port) {
            guard let segment = segments[path], segment.head == port else {
                throw TraceWalk.Lost(reason: "\(flow) at \(port) is sent along \(path), which does not start there")
            }
            for onward in try await journeys(behind: segment.end, flow) {
                let between = instance(at: segment.end).map { function(of: $0, at: segment.end) }
                result.insert(
                    Journey(
                        functions: segment.forward.map { function(of: $0, at: port) } + between + onward.functions,
                        replies: onward.replies + between + segment.reverse.map { function(of: $0, at: port) },
                        destination: onward.destination))
            }
        }
        return result
    }

    /// What may become of a packet that arrives at the end of a subchain: that was all, or a box sends it on with
    /// another source.
    private mutating func journeys(behind end: SwitchPort, _ flow: FiveTuple) async throws -> Set<Journey> {
        switch walk.places[end] {
        case .endpoint(_, let endpoint): return [Journey(functions: [], replies: [], destination: endpoint)]
        case .right, nil: throw TraceWalk.Lost(reason: "\(flow) ends at \(end), where no chain ends")
        case .left(let tenant, let instance):
            guard let right = walk.policy[tenant: tenant]?[instance: instance]?.attachment.right else { return [] }
            let rewritten = FiveTuple(
                source: .v4(IPv4Address(100, 64, 0, 9)), destination: flow.destination, transport: flow.transport,
                sourcePort: 50_000, destinationPort: flow.destinationPort)
            let leaving = Leaving(port: right, flow: rewritten)
            if let known = journeysBehind[leaving] { return known }
            let found = try await journeys(of: rewritten, at: right)
            journeysBehind[leaving] = found
            return found
        }
    }

    /// The paths that a new flow may be given at a port.
    private mutating func choices(for flow: FiveTuple, at port: SwitchPort) async throws -> [PathID] {
        let packet = try await walk.enter(flow, at: port)
        guard reactive == nil else {
            guard packet.end == .controller else {
                throw TraceWalk.Lost(reason: "\(flow) at \(port) is not sent to the controller: \(packet.ends)")
            }
            guard case .install(let path, _) = reactive?.decide(flow, at: port) else { return [] }
            return plan.heads.first { $0.choices.contains { $0.path == path } }?.choices.map(\.path) ?? []
        }
        guard case .group(let number) = packet.end else {
            guard packet.end == .dropped else {
                throw TraceWalk.Lost(reason: "\(flow) at \(port) should meet a group or be dropped: \(packet.ends)")
            }
            return []
        }
        return (groups[port.datapath]?[number] ?? []).map { PathID.of(mark: $0).path }
    }

    private func function(of instance: InstanceID, at port: SwitchPort) -> FunctionID {
        let tenant: TenantID
        switch walk.places[port] {
        case .endpoint(let id, _), .left(let id, _), .right(let id, _): tenant = id
        case nil: return "nobody"
        }
        return walk.policy[tenant: tenant]?[instance: instance]?.function ?? "nobody"
    }
}

/// The ports that `80` or `0x50/0xfff0` stands for.
private struct PortBlock {
    var first: UInt16?
    private var mask: UInt16 = 0

    init(_ text: String?) {
        let parts = (text ?? "").split(separator: "/").compactMap { TracedPacket.number($0) }
        first = parts.first.map { UInt16(clamping: $0) }
        mask = parts.count > 1 ? UInt16(clamping: parts[1]) : parts.isEmpty ? 0 : .max
    }

    func contains(_ port: UInt16) -> Bool { port & mask == (first ?? 0) & mask }
}

extension SteeringPlan {
    var heads: [PlannedHead] { tenantsInOrder.flatMap(\.heads) }
}

extension ResidentEngine {
    /// Where the priorities of classes begin, as written in a dump of the rules.
    fileprivate static let classPriority = 1000
}

extension FiveTuple {
    fileprivate static func between(
        _ source: Endpoint, _ destination: Endpoint, _ transport: IPProtocol, _ port: Int
    ) -> FiveTuple? {
        guard let from = source.prefixes.first?.address, let to = destination.prefixes.first?.address,
            let port = UInt16(exactly: port)
        else { return nil }
        return FiveTuple(
            source: from, destination: to, transport: transport, sourcePort: 40_000,
            destinationPort: TransportPort(rawValue: port))
    }
}
