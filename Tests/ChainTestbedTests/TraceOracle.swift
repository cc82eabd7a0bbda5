import ChainComposition
import ChainTestbed
import Foundation
import NetworkTypes
import OpenFlow
import ServiceChaining

/// Holds the rules that real switches have against the meaning of the policy, with Open vSwitch's own tracer.
///
/// Every path of the plan is walked in both directions, every class is probed at its edges and inside, and in the end
/// every rule of every switch must have been hit.
struct TraceOracle {
    /// One way through a subchain, as the switches take it.
    struct Segment {
        /// Where it starts and ends.
        let head: SwitchPort
        let end: SwitchPort
        let forward: [InstanceID]
        let reverse: [InstanceID]
    }

    /// One way through a chain, by functions.
    struct Journey: Hashable, CustomStringConvertible {
        var functions: [FunctionID]
        var replies: [FunctionID]
        var destination: EndpointID

        var description: String { "\(functions) to \(destination), replies \(replies)" }
    }

    let name: String
    let plan: SteeringPlan
    let programs: [DatapathID: SwitchProgram]
    var walk: TraceWalk
    /// What is wrong, one sentence each; empty where the switches do what the policy says.
    var disagreements: [String] = []
    /// Rules that no packet can hit, since classes of higher priority cover theirs.
    var shadowed: [TracedRule] = []
    /// Rules that were not hit and that no trace can hit; see `isOutOfReach`.
    var unreachable: [TracedRule] = []
    var segments: [PathID: Segment] = [:]
    /// What becomes of packets as they leave a box: chains may share it, and part by what is left of the headers.
    var journeysBehind: [Leaving: Set<Journey>] = [:]
    var rules: [DatapathID: [TracedRule]] = [:]
    /// The marks of each group as the switch prints its buckets.
    var groups: [DatapathID: [UInt32: [UInt32]]] = [:]
    /// Decides in the place of the switches' groups.
    var reactive: ReactiveSteering?

    init(
        _ name: String, policy: Policy, plan: SteeringPlan, programs: [DatapathID: SwitchProgram],
        engine: any SteeringEngine, on hosts: [EmulatedHost]
    ) {
        self.name = name
        self.plan = plan
        self.programs = programs
        walk = TraceWalk(policy, on: hosts)
        reactive = engine is ReactiveEngine ? ReactiveSteering(plan) : nil
    }

    mutating func run() async throws {
        for host in walk.hosts.values { try await read(host) }
        for tenant in plan.tenantsInOrder {
            for path in tenant.paths {
                await attempt { try await $0.check(path, of: tenant) }
            }
        }
        for tenant in walk.policy.tenants { try await probeClasses(of: tenant) }
        for (datapath, rules) in rules { try await probeRules(rules, on: datapath) }
        try await probeStrangers()
        try await probeAddressResolution()
        checkCoverage()
    }

    mutating func disagree(_ what: String) { disagreements.append("\(name): \(what)") }

    mutating func attempt(_ body: (inout TraceOracle) async throws -> Void) async {
        do {
            try await body(&self)
        } catch let lost as TraceWalk.Lost {
            disagree(lost.reason)
        } catch {
            disagree("\(error)")
        }
    }

    /// Reads what a switch holds and compares it with its program in numbers, marks and weights.
    private mutating func read(_ host: EmulatedHost) async throws {
        let dump = try await host.ofctl("dump-flows")
        let found = dump.split(separator: "\n").compactMap { TracedRule(dumped: $0) }
        rules[host.datapath] = found
        let program = programs[host.datapath] ?? SwitchProgram()
        if found.count != program.rules.count {
            disagree("\(host.name) has \(found.count) rules, its program \(program.rules.count)")
        }
        let printed = try await host.ofctl("dump-groups").split(separator: "\n").compactMap { PrintedGroup($0) }
        groups[host.datapath] = Dictionary(printed.map { ($0.number, $0.marks) }) { first, _ in first }
        let heads = plan.tenantsInOrder.flatMap(\.heads).filter { $0.port.datapath == host.datapath }
        let wanted = reactive == nil ? heads.map(PrintedGroup.init) : []
        if Set(printed) != Set(wanted) { disagree("\(host.name) has the groups \(printed), the plan \(wanted)") }
    }

    private mutating func check(_ path: PlannedPath, of tenant: TenantPlan) async throws {
        guard let head = path.headPort, let end = path.endPort else { return disagree("\(path.id) has no ends") }
        let there = try await arrival(path, .forward, from: head)
        let back = try await arrival(path, .reverse, from: there.port)
        let segment = Segment(head: head, end: there.port, forward: there.crossed, reverse: back.crossed)
        segments[path.id] = segment
        if there.port != end { disagree("\(path.id) ends at \(there.port), not at \(end)") }
        if back.port != head { disagree("replies on \(path.id) end at \(back.port), not at \(head)") }
        let isSymmetric = tenant[subchain: path.subchain]?.direction == .symmetric
        if segment.reverse != (isSymmetric ? segment.forward.reversed() : []) {
            disagree("\(path.id) crosses \(segment.forward), its replies \(segment.reverse)")
        }
        // The path's own claim, which weights and drains are decided by.
        let isRewriting = if case .clone = tenant[subchain: path.subchain]?.end { true } else { false }
        if segment.forward + (isRewriting ? instance(at: there.port) : []) != path.route.instances {
            disagree("\(path.id) crosses \(segment.forward) and is planned as \(path.route.instances)")
        }
    }

    /// Follows a direction of a path to its end, and checks that the end has learned the other direction.
    private mutating func arrival(
        _ path: PlannedPath, _ direction: PathDirection, from port: SwitchPort
    ) async throws -> TraceWalk.Arrival {
        let flow = direction == .forward ? FiveTuple.stranger : FiveTuple.stranger.reversed
        let first: TracedPacket
        let datapath: DatapathID
        if reactive == nil {
            datapath = port.datapath
            first = try await walk.enter(flow, at: port, mark: path.id.mark(direction))
        } else {
            // The controller sends the first packet; it comes to the next port as if out of a tunnel.
            guard let next = path.hops[direction].first?.to, let key = plan.key(of: next) else {
                throw TraceWalk.Lost(reason: "\(path.id) has no first hop")
            }
            datapath = next.datapath
            first = try await walk.arrive(
                flow, on: datapath, key: key, tag: UInt32(path.tags[direction].rawValue))
        }
        let tag = reactive == nil ? nil : UInt32(path.tags[direction].rawValue)
        let arrival = try await walk.follow(first, from: datapath, flow, tag: tag)
        let wanted = try await wantedCommit(path, direction.opposite, at: arrival.port)
        if arrival.packet.commits != wanted {
            disagree("\(path.id) \(direction): \(arrival.port) learns \(arrival.packet.commits), not \(wanted)")
        }
        if arrival.packet.number("ip_dscp") != 0 { disagree("\(path.id) \(direction): the tag gets out") }
        return arrival
    }

    /// What the end of a direction must learn: the opposite one, in the zone that its own packets are looked up in.
    private mutating func wantedCommit(
        _ path: PlannedPath, _ direction: PathDirection, at port: SwitchPort
    ) async throws -> [TracedPacket.Commit] {
        guard reactive == nil else { return [] }
        let probe = try await walk.enter(.stranger, at: port)
        guard let zone = probe.zone else { throw TraceWalk.Lost(reason: "nobody tracks what comes from \(port)") }
        return [TracedPacket.Commit(zone: zone, mark: path.id.mark(direction))]
    }

    func instance(at port: SwitchPort) -> [InstanceID] {
        switch walk.places[port] {
        case .left(_, let instance), .right(_, let instance): [instance]
        case .endpoint, nil: []
        }
    }
}

/// A select group as `dump-groups` prints it.
private struct PrintedGroup: Hashable {
    struct Bucket: Hashable {
        let mark: UInt32
        let weight: UInt32
    }

    let number: UInt32
    let buckets: [Bucket]
    var marks: [UInt32] { buckets.map(\.mark) }

    init?(_ line: Substring) {
        guard let start = line.range(of: "group_id="), line.contains("type=select") else { return nil }
        let parts = line[start.upperBound...].components(separatedBy: "bucket=")
        guard let number = parts.first.flatMap({ TracedPacket.number($0.prefix { $0 != "," }) }) else { return nil }
        self.number = number
        buckets = parts.dropFirst().map { part in
            let mark = part.range(of: "set_field:").map { part[$0.upperBound...].prefix { $0 != "-" } }
            let weight = part.range(of: "weight:").map { part[$0.upperBound...].prefix { $0 != "," } }
            return Bucket(
                mark: mark.flatMap { TracedPacket.number($0) } ?? 0,
                weight: weight.flatMap { TracedPacket.number($0) } ?? 1)
        }
    }

    init(_ head: PlannedHead) {
        number = head.group.rawValue
        buckets = head.choices.map {
            Bucket(mark: $0.path.mark(.forward), weight: UInt32(clamping: $0.weight))
        }
    }
}

extension SteeringPlan {
    fileprivate func key(of port: SwitchPort) -> UInt32? {
        tenantsInOrder.flatMap(\.ports).first { $0.port == port }?.key.rawValue
    }
}

extension FiveTuple {
    /// A flow between documentation's addresses, which belongs to no class.
    static let stranger = FiveTuple(
        source: .v4(IPv4Address(198, 51, 100, 7)), destination: .v4(IPv4Address(203, 0, 113, 9)), transport: .tcp,
        sourcePort: 40_000, destinationPort: 9)
}

/// A packet as it comes out of a box that has rewritten it.
struct Leaving: Hashable {
    let port: SwitchPort
    let flow: FiveTuple
}
