internal import NetworkTypes
internal import OpenFlow

/// What Open vSwitch checks of a rule before it takes it: fields, prerequisites, tables, groups, actions.
struct RuleCheck {
    let groups: GroupTable
    let meters: MeterTable
    let options: TunnelOptions

    /// - Throws: A refusal with the code that Open vSwitch gives.
    func check(_ change: FlowMod) throws(Refusal) {
        try check(change.match)
        guard change.command.rawValue <= FlowMod.Command.deleteStrict.rawValue else { throw Refusal(.badFlowCommand) }
        if change.command == .delete || change.command == .deleteStrict { return }
        try check(change.instructions, change.match, in: change.table)
    }

    /// The actions of a packet-out may touch what the packet has.
    func check(_ actions: [Action], of packet: Packet) throws(Refusal) {
        var fields = [MatchField.ethernetType(packet.etherType)]
        if let ip = packet.ip { fields.append(.ipProtocol(ip.transport)) }
        if packet.vlan != nil { fields.append(MatchField(.vlanID, 0x1000, mask: 0x1000)) }
        if case .icmp(let header)? = packet.transport { fields.append(MatchField(.icmpv6Type, UInt128(header.type))) }
        var match = Match(fields)
        for action in actions { try checkAlone(action) }
        if let late = try check(actions, &match) { throw late }
        try checkGroups(in: actions)
    }

    /// A bucket's packets are not known, so only what holds for all of them is checked.
    func check(bucket: Bucket) throws(Refusal) {
        for action in bucket.actions {
            guard !Self.isForbiddenInSet(action) else { throw Refusal(.badActionType) }
            try checkAlone(action)
        }
    }

    private func check(_ match: Match) throws(Refusal) {
        guard match.unknown.isEmpty else { throw Refusal(.badMatchField) }
        var seen: Set<OXMField> = []
        for entry in match.fields {
            guard let field = KnownField(entry.field) else { throw Refusal(.badMatchField) }
            try checkOption(entry.field)
            guard seen.insert(entry.field).inserted else { throw Refusal(.duplicateMatchField) }
            guard entry.mask == nil || entry.field.isMaskable else { throw Refusal(.badMatchMask) }
            guard FieldPrerequisite(field).isMet(by: match) else { throw Refusal(.badMatchPrerequisite) }
        }
    }

    /// In Open vSwitch's order: what no action set may hold, what can be seen of each part alone, then what depends on
    /// the match, then groups.
    private func check(_ instructions: [Instruction], _ match: Match, in table: TableID) throws(Refusal) {
        for case .writeActions(let actions) in instructions where actions.contains(where: Self.isForbiddenInSet) {
            throw Refusal(.badActionType)
        }
        var seen: Set<Int> = []
        for instruction in instructions {
            guard seen.insert(Self.kind(instruction)).inserted else { throw Refusal(.duplicateInstruction) }
            try checkAlone(instruction)
        }
        var match = match, late: Refusal?
        for case .applyActions(let actions) in instructions { late = try check(actions, &match) }
        for case .writeActions(let actions) in instructions { _ = try check(actions, &match) }
        for case .gotoTable(let next) in instructions {
            guard next > table, next.rawValue < EmulatedSwitch.tableCount else { throw Refusal(.badInstructionTable) }
        }
        if let late { throw late }
        for instruction in instructions { try checkGroups(in: instruction) }
    }

    private func checkAlone(_ instruction: Instruction) throws(Refusal) {
        switch instruction {
        case .applyActions(let actions):
            for action in actions { try checkAlone(action) }
        case .writeActions(let actions):
            for action in actions where !Self.setsConnection(action) { try checkAlone(action) }
        case .unknown: throw Refusal(.unknownInstruction)
        case .meter, .gotoTable, .writeMetadata, .clearActions: break
        }
    }

    private static func isForbiddenInSet(_ action: Action) -> Bool {
        switch action {
        case .learn, .clone, .finTimeout, .controller: true
        default: false
        }
    }

    /// Open vSwitch does not notice a connection field that is set in an action set.
    private static func setsConnection(_ action: Action) -> Bool {
        if case .setField(let entry) = action { entry.field == .ctMark || entry.field == .ctLabel } else { false }
    }

    private func checkGroups(in instruction: Instruction) throws(Refusal) {
        switch instruction {
        case .applyActions(let actions), .writeActions(let actions): try checkGroups(in: actions)
        case .meter(let meter): try check(meter: meter)
        default: break
        }
    }

    private func check(meter: UInt32) throws(Refusal) {
        guard meters[MeterID(rawValue: meter)] != nil else { throw Refusal(.meterInvalid) }
    }

    private func checkGroups(in actions: [Action]) throws(Refusal) {
        for action in actions {
            if case .group(let id) = action, groups[id] == nil { throw Refusal(.badOutGroup) }
            if case .clone(let inner) = action { try checkGroups(in: inner) }
        }
    }

    private static func kind(_ instruction: Instruction) -> Int {
        switch instruction {
        case .gotoTable: 1
        case .writeMetadata: 2
        case .writeActions: 3
        case .applyActions: 4
        case .clearActions: 5
        case .meter: 6
        case .unknown(let type, _): Int(type) + 0x1_0000
        }
    }

    private func checkAlone(_ action: Action) throws(Refusal) {
        guard Self.isSupported(action) else { throw Refusal(.badActionType) }
        if case .clone(let actions) = action {
            for action in actions { try checkAlone(action) }
        }
        try checkTarget(action, isTracked: false)
        guard case .conntrack(let tracking) = action else { return }
        guard tracking.commits || !tracking.forces else { throw Refusal(.badActionArgument) }
        for action in tracking.actions { try checkTarget(action, isTracked: true) }
    }

    /// Follows what the actions do to the packet's kind.
    ///
    /// - Returns: What Open vSwitch refuses only when it has found nothing else, and never in an action set.
    private func check(_ actions: [Action], _ match: inout Match) throws(Refusal) -> Refusal? {
        var late: Refusal?
        for action in actions {
            do throws(Refusal) {
                try check(action, &match)
            } catch {
                guard Self.isRefusedLate(action) else { throw error }
                late = late ?? error
            }
        }
        return late
    }

    private static func isRefusedLate(_ action: Action) -> Bool {
        switch action {
        case .popVLAN, .setNetworkTTL, .decrementNetworkTTL, .popMPLS, .setMPLSTTL, .decrementMPLSTTL, .decrementNSHTTL:
            true
        default: false
        }
    }

    private func check(_ action: Action, _ match: inout Match) throws(Refusal) {
        switch action {
        case .output(let port, _):
            let isReserved = port > .maximum && port < .inPort || port == .any
            guard !isReserved, port.rawValue != 0 else { throw Refusal(.badOutPort) }
        case .setField(let entry): try require(entry.field, match)
        case .load(_, let target): try require(target.field, match)
        case .move(let source, let target):
            try require(source.field, match)
            try require(target.field, match)
        case .pushVLAN: match = Self.replacing(.vlanID, in: match, with: MatchField(.vlanID, 0x1000, mask: 0x1000))
        case .popVLAN:
            guard FieldPrerequisite.pinsVLAN(match) else { throw Refusal(.matchInconsistent) }
            match = Self.replacing(.vlanID, in: match, with: MatchField(.vlanID, 0))
        case .setNetworkTTL, .decrementNetworkTTL: try require(.ipDSCP, match)
        case .pushMPLS, .popMPLS, .setMPLSTTL, .decrementMPLSTTL, .encap, .decap, .decrementNSHTTL:
            try check(tag: action, &match)
        case .conntrack(let tracking): try check(tracking, match)
        case .learn(let learn): try check(learn, match)
        case .clone(let actions):
            var inner = match
            if let late = try check(actions, &inner) { throw late }
        default: break
        }
    }

    /// Sources must be there in packets that the rule matches, and targets in those that the learned one will match.
    private func check(_ learn: LearnAction, _ match: Match) throws(Refusal) {
        var learned = Match([])
        for part in learn.specifications {
            if case .field(let source) = part.source { try requireReadable(source.field, match) }
            switch part.destination {
            case .match(let target):
                try requireReadable(target.field, learned)
                guard case .immediate(let value) = part.source, target == Subfield(target.field) else { continue }
                learned.fields.append(MatchField(target.field, value))
            case .load(let target):
                guard KnownField(target.field)?.isReadOnly == false else { throw Refusal(.badSetArgument) }
                try requireReadable(target.field, learned)
            case .output: break
            }
        }
    }

    private func requireReadable(_ field: OXMField, _ match: Match) throws(Refusal) {
        guard let known = KnownField(field), FieldPrerequisite(known).isMet(by: match) else {
            throw Refusal(.matchInconsistent)
        }
    }

    private func check(_ tracking: ConntrackAction, _ match: Match) throws(Refusal) {
        try require(.ipDSCP, match)
        let state = ConntrackState(rawValue: UInt32(truncatingIfNeeded: match[.ctState]?.value ?? 0))
        guard !tracking.commits || !state.contains(.invalid) else { throw Refusal(.matchInconsistent) }
    }

    func require(_ field: OXMField, _ match: Match) throws(Refusal) {
        guard let known = KnownField(field), FieldPrerequisite(known).isMet(by: match), match.hasFrame(for: known),
            field != .vlanID || FieldPrerequisite.pinsVLAN(match)
        else { throw Refusal(.matchInconsistent) }
    }

    /// Only `ct` may set connection fields, and `ct` may set nothing else; some fields nobody may set.
    private func checkTarget(_ action: Action, isTracked: Bool) throws(Refusal) {
        let target: OXMField
        switch action {
        case .setField(let entry): target = entry.field
        case .load(_, let subfield), .move(_, let subfield): target = subfield.field
        default:
            guard !isTracked else { throw Refusal(.badActionArgument) }
            return
        }
        guard let known = KnownField(target) else { throw Refusal(.badSetType) }
        try checkOption(target)
        guard !known.isReadOnly else { throw Refusal(.badSetArgument) }
        let isConnectionField = known == .ctMark || known == .ctLabel
        guard isConnectionField == isTracked else { throw Refusal(isTracked ? .badActionArgument : .badSetArgument) }
    }

    /// A field of tunnel metadata must be an option, of which it may not have more bytes.
    private func checkOption(_ field: OXMField) throws(Refusal) {
        guard field.isTunnelMetadata, let known = KnownField(field) else { return }
        guard let mapping = options.mapping(of: known), field.byteCount <= Int(mapping.length) else {
            throw Refusal(.tunnelOptionMissing)
        }
    }

    private static func isSupported(_ action: Action) -> Bool {
        switch action {
        case .pushPBB, .popPBB, .copyTTLOut, .copyTTLIn, .unknown: false
        case .pushMPLS(let type): type == .mpls
        case .encap(let encapsulation): encapsulation == .ethernet || encapsulation == .nsh
        case .pushVLAN(let type): type == .vlan
        default: true
        }
    }

    private static func replacing(_ field: OXMField, in match: Match, with entry: MatchField) -> Match {
        Match(match.fields.filter { $0.field != field } + [entry])
    }
}
