internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

extension Walker {
    /// Does one action.
    mutating func perform(
        _ action: Action, _ table: TableID, _ pass: inout Pass, _ world: inout World, _ open: inout [World]
    ) {
        switch action {
        case .output(let port, _): output(port, pass, &world)
        case .group(let group): perform(group, table, &pass, &world, &open)
        case .resubmit(let port, let next):
            let target = next == nil || next == .all ? table : next ?? table
            pass.steps.append(.lookup(target, inPort: port == .inPort ? pass.inPort : port))
        case .learn(let action):
            guard let rule = world.lastRule, Lesson(action, of: rule) == nil else { return }
            world.failure =
                world.failure
                ?? .undecided(
                    Undecided(datapath: pass.datapath, rule: rule, reason: "it teaches what is not known here"))
        case .conntrack(let action): track(action, &pass, &world, &open)
        case .clone(let actions):
            pass.steps.append(.restore(pass.packet))
            pass.push(actions, in: table)
        case .clearConntrack:
            pass.packet.write(.connectionMark, 0)
            pass.packet.write(.connectionState, 0)
        default:
            if let reason = pass.packet.rewrite(by: action) {
                world.failure =
                    world.failure
                    ?? .undecided(Undecided(datapath: pass.datapath, rule: world.lastRule, reason: reason))
            }
        }
    }

    /// One world for each bucket that a select group may pick.
    private mutating func perform(
        _ group: GroupID, _ table: TableID, _ pass: inout Pass, _ world: inout World, _ open: inout [World]
    ) {
        record.use(WalkRecord.GroupKey(datapath: pass.datapath, group: group))
        let bridge = moment.bridge(pass.datapath, isUpdated: world.updated[pass.datapath] ?? false)
        let buckets = (bridge?.groups[group] ?? []).enumerated().filter { $0.element.weight > 0 }
        for (index, bucket) in buckets.dropFirst() {
            var (other, taken) = (world, pass)
            enter(bucket, index, group, table, &taken, &other)
            other.tasks.append(.pass(taken))
            open.append(other)
        }
        if let (index, bucket) = buckets.first { enter(bucket, index, group, table, &pass, &world) }
    }

    /// A bucket works on a copy: what comes behind the group sees the packet as it was.
    private func enter(
        _ bucket: Bucket, _ index: Int, _ group: GroupID, _ table: TableID, _ pass: inout Pass, _ world: inout World
    ) {
        world.events.append(.bucket(pass.datapath, group, index))
        pass.steps.append(.restore(pass.packet))
        pass.push(bucket.actions.asSet, in: table)
    }
}

extension World {
    /// The rule that was met last, by which an action came.
    var lastRule: RuleKey? {
        for event in events.reversed() {
            if case .met(_, _, let key?) = event { return key }
        }
        return nil
    }
}

extension SymbolicPacket {
    /// Rewrites the packets; the reason where it is not known what becomes of them.
    mutating func rewrite(by action: Action) -> String? {
        switch action {
        case .setField(let entry):
            guard let field = PacketField(entry.field) else { return Self.unknown(entry.field) }
            write(field, entry.value, mask: entry.effectiveMask)
        case .load(let value, let target):
            guard let bits = FieldBits(target) else { return Self.unknown(target.field) }
            write(bits.field, UInt128(value) << UInt128(bits.offset), mask: bits.mask)
        case .move(let source, let target): return move(source, target)
        case .pushVLAN: write(.vlan, 0x1000)
        case .popVLAN: write(.vlan, 0)
        case .pushMPLS(let type): becomes(type)
        case .popMPLS(let type): becomes(type)
        case .encap(let header): return encapsulate(header)
        case .decap: return decapsulate()
        case .setQueue, .decrementNSHTTL, .finTimeout, .setMPLSTTL, .decrementMPLSTTL, .setNetworkTTL,
            .decrementNetworkTTL, .copyTTLIn, .copyTTLOut:
            break
        default: return "it does what is not known here: \(action)"
        }
        return nil
    }

    /// Another header in front, or the one that was there taken away.
    private mutating func becomes(_ type: EtherType) {
        let isSame = isSameFlow
        write(.ethernetType, UInt128(type.rawValue))
        write(.mplsLabel, 0)
        if isSame { keepIdentity() }
    }

    /// A service header goes between the frame and an outer one (RFC 8300 § 3).
    private mutating func encapsulate(_ header: Encapsulation) -> String? {
        if header == .ethernet {
            isFramed = true
            return nil
        }
        guard header.packetType == .nsh else { return "it puts a header in front that is not known here" }
        inner.append(current)
        isFramed = false
        becomes(.nsh)
        write(.servicePath, 0)
        write(.serviceIndex, 255)
        return nil
    }

    /// First the outer frame goes, then the service header, and the frame inside is what it was.
    private mutating func decapsulate() -> String? {
        guard current.exactValue(of: .ethernetType) == UInt128(EtherType.nsh.rawValue), let frame = inner.last else {
            return "it takes a header away that may not be there"
        }
        guard !isFramed else {
            isFramed = false
            return nil
        }
        inner.removeLast()
        for field in [PacketField.ethernetType, .ethernetSource, .ethernetDestination] {
            guard let value = frame.exactValue(of: field) else {
                free(field)
                continue
            }
            write(field, value)
        }
        keepIdentity()
        return nil
    }

    private mutating func move(_ source: Subfield, _ target: Subfield) -> String? {
        guard let from = FieldBits(source) else { return Self.unknown(source.field) }
        guard let to = FieldBits(target) else { return Self.unknown(target.field) }
        guard let value = current.exactValue(of: from) else {
            return "it copies bits of \(source.field.name) that may be anything"
        }
        write(to.field, value << UInt128(to.offset), mask: to.mask)
        return nil
    }

    private static func unknown(_ field: OXMField) -> String? {
        let isIdle = [OXMField.ipECN, .ipTTL, .vlanPriority, .mplsTrafficClass, .packetMark].contains(field)
        return isIdle ? nil : "it writes \(field.name)"
    }
}

extension [Action] {
    /// The actions as an action set does them: pushes, then sets, then one last (OpenFlow 1.3.5 § 5.10).
    ///
    /// Of several last ones group wins over output, output over resubmit, resubmit over `ct`, as in Open vSwitch.
    var asSet: [Action] {
        let ranked = compactMap { action in Self.rank(action).map { (rank: $0, action: action) } }
        guard let last = ranked.max(by: { $0.rank < $1.rank })?.rank,
            let final = ranked.last(where: { $0.rank == last })?.action
        else { return [] }
        return filter { Self.isTag($0) } + filter { Self.rank($0) == nil && !Self.isTag($0) } + [final]
    }

    private static func rank(_ action: Action) -> Int? {
        switch action {
        case .conntrack: 0
        case .clearConntrack: 1
        case .resubmit: 2
        case .output: 3
        case .group: 4
        default: nil
        }
    }

    private static func isTag(_ action: Action) -> Bool {
        switch action {
        case .pushVLAN, .popVLAN, .pushMPLS, .popMPLS: true
        default: false
        }
    }
}
