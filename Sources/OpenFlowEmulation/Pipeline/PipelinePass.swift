internal import NetworkTypes
internal import OpenFlow

/// What one pass through the tables comes to, before anything is done.
///
/// Open vSwitch translates first and acts then: a pass that goes wrong leaves nothing done at all, and what `ct` finds
/// out is known only to the pass behind it.
struct PipelineResult: Sendable {
    var effects: [PipelineEffect] = []
    var trace: [TraceStep] = []
    var hits: [RuleHit] = []
    var groupHits: [GroupHit] = []
    /// What is learned on the way, also by a pass that exceeds a limit later.
    var learned: [LearnedRule] = []
    var shortened: [ShortenedRule] = []
    /// False where a limit was exceeded; there are no effects then.
    var isComplete = true
}

/// Something to be done by the data path, with the packet as it is at that point.
enum PipelineEffect: Hashable, Sendable {
    case output(PortNumber, Packet, TunnelKey)
    case controller(FlowKey, PacketCause)
    case track(TrackingRequest, FlowKey, then: TableID?, ActionSet)
    /// Forgets what the tracker found out.
    case forget
    /// What follows happens only where the meter lets the packet through.
    case meter(MeterID, byteCount: Int)
}

/// Why a packet goes to the controller.
struct PacketCause: Hashable, Sendable {
    var reasonIsMiss: Bool
    var table: TableID
    var cookie: Cookie
    /// How many copies go to the controller, if there is a limit.
    var meter: MeterID?
    var reason: PacketIn.Reason?
}

struct RuleHit: Hashable, Sendable {
    var table: TableID
    var rule: Int?
    var byteCount: Int
}

struct GroupHit: Hashable, Sendable {
    var group: GroupID
    var bucket: Int
    var byteCount: Int
}

/// A rule whose time-outs a TCP segment cuts short.
struct ShortenedRule: Hashable, Sendable {
    var table: TableID
    var rule: Int
    var idle: UInt16
    var hard: UInt16
}

/// One pass of a packet through the pipeline (OpenFlow 1.3.5 § 5.1), as Open vSwitch translates it.
struct PipelinePass {
    let tables: [TableID: FlowTable]
    let groups: GroupTable
    let ports: [PortNumber: EmulatedPort]
    let hashing: SelectionHash
    let options: TunnelOptions
    var key: FlowKey
    var actionSet: ActionSet
    var result = PipelineResult()
    private(set) var table: TableID = 0
    private var cookie: Cookie = 0
    private var isMissRule = false
    /// The rule that is being followed.
    private var ruleNumber: Int?
    private var depth = 0
    private var resubmits = 0

    static let maximumDepth = 64
    static let maximumResubmits = 4096

    init(_ environment: PipelineEnvironment, _ key: FlowKey, _ actionSet: ActionSet = ActionSet()) {
        tables = environment.tables
        groups = environment.groups
        ports = environment.ports
        hashing = environment.hashing
        options = environment.options
        self.key = key
        self.actionSet = actionSet
    }

    /// Starts at a table, and carries the action set out at the end.
    mutating func run(from first: TableID) -> PipelineResult {
        table = first
        lookUp(first, inPort: key.context.inPort, deepens: false)
        executeActionSet()
        return finish()
    }

    /// Carries a list of actions out, as for a packet-out.
    mutating func run(_ actions: [Action]) -> PipelineResult {
        execute(actions)
        executeActionSet()
        return finish()
    }

    private mutating func executeActionSet() {
        let list = actionSet.list
        actionSet.clear()
        guard !list.isEmpty, result.isComplete else { return }
        result.trace.append(.executedActionSet)
        execute(list)
    }

    private mutating func finish() -> PipelineResult {
        if !result.isComplete { result.effects = [] }
        return result
    }

    /// False, and the whole pass void, where a limit is exceeded.
    mutating func mayGoDeeper() -> Bool {
        guard result.isComplete else { return false }
        guard depth < Self.maximumDepth, resubmits < Self.maximumResubmits else {
            result.trace.append(.notice(.tooManyResubmits))
            result.isComplete = false
            return false
        }
        return true
    }

    /// Looks the packet up as if it had come in by `inPort`, and follows the rule.
    mutating func lookUp(_ next: TableID, inPort: PortNumber, deepens: Bool) {
        guard mayGoDeeper() else { return }
        let (oldTable, oldCookie, oldMiss, oldNumber) = (table, cookie, isMissRule, ruleNumber)
        table = next
        if let rule = rule(in: next, inPort: inPort) {
            resubmits += 1
            depth += deepens ? 1 : 0
            cookie = rule.cookie
            isMissRule = rule.priority == 0 && rule.tests.isEmpty
            follow(rule.instructions)
            depth -= deepens ? 1 : 0
        }
        (table, cookie, isMissRule, ruleNumber) = (oldTable, oldCookie, oldMiss, oldNumber)
    }

    private mutating func rule(in next: TableID, inPort: PortNumber) -> FlowRule? {
        let realPort = key.context.inPort
        key.context.inPort = inPort
        let number = tables[next]?.number(matching: key)
        key.context.inPort = realPort
        ruleNumber = number
        let rule = number.flatMap { tables[next]?.rulesByNumber[$0] }
        result.hits.append(RuleHit(table: next, rule: number, byteCount: key.packet.byteCount))
        result.trace.append(
            .lookup(next, rule.map { RuleName(priority: $0.priority, match: $0.match, cookie: $0.cookie) }))
        return rule
    }

    private mutating func follow(_ instructions: [Instruction]) {
        for case .meter(let meter) in instructions {
            result.effects.append(.meter(MeterID(rawValue: meter), byteCount: key.packet.byteCount))
        }
        for case .applyActions(let actions) in instructions where !execute(actions) { return }
        if instructions.contains(.clearActions) { actionSet.clear() }
        for case .writeActions(let actions) in instructions { actionSet.write(actions) }
        for case .writeMetadata(let value, let mask) in instructions {
            key.context.metadata = key.context.metadata & ~mask | value & mask
        }
        for case .gotoTable(let next) in instructions {
            lookUp(next, inPort: key.context.inPort, deepens: false)
        }
    }

    /// Notes that a segment which ends a connection shortens the time-outs of the rule that it met.
    mutating func shortenTimeouts(idle: UInt16, hard: UInt16) {
        guard !key.packet.tcpFlags.isDisjoint(with: [.fin, .reset]), let ruleNumber else { return }
        result.shortened.append(ShortenedRule(table: table, rule: ruleNumber, idle: idle, hard: hard))
    }

    /// Carries actions out on a copy, of which nothing is left behind them.
    mutating func executeClone(_ actions: [Action]) {
        guard mayGoDeeper() else { return }
        let (oldKey, oldSet) = (key, actionSet)
        depth += 1
        execute(actions)
        depth -= 1
        (key, actionSet) = (oldKey, oldSet)
    }

    mutating func sendToController(_ action: ControllerAction? = nil) {
        result.trace.append(.controller)
        var cause = PacketCause(reasonIsMiss: isMissRule, table: table, cookie: cookie)
        cause.meter = action?.meter.map { MeterID(rawValue: $0) }
        cause.reason = action?.reason
        result.effects.append(.controller(key, cause))
    }

    /// Carries out the buckets of a group, each on a copy of the packet; false where there is no such group.
    mutating func executeGroup(_ id: GroupID) -> Bool {
        guard mayGoDeeper() else { return false }
        guard let group = groups[id] else {
            result.trace.append(.notice(.groupMissing(id)))
            return false
        }
        let chosen = buckets(of: group, watched: 0)
        if chosen.isEmpty { result.trace.append(.notice(.noLiveBucket(id))) }
        for index in chosen {
            result.trace.append(.group(id, bucket: index))
            result.groupHits.append(GroupHit(group: id, bucket: index, byteCount: key.packet.byteCount))
            let old = key
            depth += 1
            execute(ActionSet(group.buckets[index].actions).list)
            depth -= 1
            key = old
        }
        return true
    }

    private func buckets(of group: EmulatedGroup, watched: Int) -> [Int] {
        let alive = { isAlive(group.buckets[$0], of: group.type, watched: watched) }
        switch group.type {
        case .select: return group.selector.select(key.packet, hashing, isAlive: alive).map { [$0] } ?? []
        case .fastFailover: return group.buckets.indices.first(where: alive).map { [$0] } ?? []
        default: return Array(group.buckets.indices)
        }
    }

    private func isAlive(_ bucket: Bucket, of type: GroupType, watched: Int) -> Bool {
        let watchesNothing = bucket.watchPort == .any && bucket.watchGroup == .any
        if watchesNothing { return type != .fastFailover }
        if bucket.watchPort != .any, ports[bucket.watchPort]?.isUp == true { return true }
        guard bucket.watchGroup != .any, watched < 128, let group = groups[bucket.watchGroup] else { return false }
        return group.buckets.contains { isAlive($0, of: group.type, watched: watched + 1) }
    }
}

/// What a pass reads and does not change.
struct PipelineEnvironment {
    var tables: [TableID: FlowTable]
    var groups: GroupTable
    var ports: [PortNumber: EmulatedPort]
    var hashing: SelectionHash
    var options: TunnelOptions
}
