internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

extension Walker {
    /// Sends packets through the tracker; worlds part where it may say different things.
    mutating func track(
        _ action: ConntrackAction, _ pass: inout Pass, _ world: inout World, _ open: inout [World]
    ) {
        guard let zone = zone(of: action, pass) else {
            return undecided("it tracks in a zone that may be any", pass, &world)
        }
        guard pass.packet.isSameFlow else {
            return undecided("it tracks packets whose flow a switch has rewritten", pass, &world)
        }
        if action.commits || action.forces { commit(action, zone, pass, &world) }
        let before = pass.packet
        pass.packet.write(.connectionMark, 0)
        pass.packet.write(.connectionState, 0)
        guard let table = action.table, world.failure == nil else { return }
        for (index, answer) in answers(zone, before, world).enumerated().reversed() {
            var behind = Pass(before, on: pass.datapath, inPort: pass.inPort, from: table)
            behind.actionSet = pass.actionSet
            answer.write(to: &behind.packet)
            if index == 0 {
                world.events.append(.tracked(zone: zone.zone, mark: answer.mark))
                world.tasks.append(.pass(behind))
            } else {
                var other = world
                other.events.append(.tracked(zone: zone.zone, mark: answer.mark))
                other.tasks += [.pass(pass), .pass(behind)]
                open.append(other)
            }
        }
    }

    private func undecided(_ reason: String, _ pass: Pass, _ world: inout World) {
        world.failure =
            world.failure ?? .undecided(Undecided(datapath: pass.datapath, rule: world.lastRule, reason: reason))
    }

    private func zone(of action: ConntrackAction, _ pass: Pass) -> ZoneKey? {
        switch action.zone {
        case .immediate(let number): return ZoneKey(datapath: pass.datapath, zone: number)
        case .field(let source):
            guard let bits = FieldBits(source), let value = pass.packet.current.exactValue(of: bits) else { return nil }
            return ZoneKey(datapath: pass.datapath, zone: UInt16(truncatingIfNeeded: value))
        }
    }

    /// What a tracker may say.
    struct Answer {
        var mark: UInt32
        var isNew: Bool
        /// `nil` where it may or may not be.
        var isReply: Bool? = false

        func write(to packet: inout SymbolicPacket) {
            packet.write(.connectionMark, UInt128(mark))
            packet.free(.connectionState)
            let tracked = UInt128(ConntrackState.tracked.rawValue)
            let (new, reply) = (UInt128(ConntrackState.new.rawValue), UInt128(ConntrackState.reply.rawValue))
            let invalid = UInt128(ConntrackState.invalid.rawValue)
            // A connection that is known is new until an answer has been seen.
            let mask = isNew ? 0xFF : tracked | (isReply == nil ? 0 : reply) | invalid
            packet.write(.connectionState, tracked | (isNew ? new : isReply == true ? reply : 0), mask: mask)
        }
    }

    private func answers(_ zone: ZoneKey, _ packet: SymbolicPacket, _ world: World) -> [Answer] {
        let isReply = packet.role == .reply
        if let known = world.connections.first(where: { $0.zone == zone }) {
            return [Answer(mark: known.mark, isNew: false, isReply: known.isReversed != isReply)]
        }
        switch knowledge {
        case .nothing: return [Answer(mark: 0, isNew: true)]
        case .always(let mark): return [Answer(mark: mark, isNew: true)]
        case .anything(let marks): return Self.answers(marks[zone] ?? [])
        }
    }

    private static func answers(_ marks: [UInt32]) -> [Answer] {
        [Answer(mark: 0, isNew: true)] + marks.map { Answer(mark: $0, isNew: false, isReply: nil) }
    }

    private mutating func commit(
        _ action: ConntrackAction, _ zone: ZoneKey, _ pass: Pass, _ world: inout World
    ) {
        let index = world.connections.firstIndex { $0.zone == zone }
        let before = index.map { world.connections[$0].mark }
        var mark = UInt128(before ?? 0)
        for action in action.actions {
            guard let bits = Self.marking(action, pass.packet) else {
                return undecided("it remembers what is not known here", pass, &world)
            }
            mark = mark & ~bits.mask | bits.value & bits.mask
        }
        let after = UInt32(truncatingIfNeeded: mark)
        record.commit(after, in: zone)
        world.events.append(.committed(zone: zone.zone, mark: after))
        guard let index else {
            world.connections.append(
                World.Connection(zone: zone, mark: after, isReversed: pass.packet.role == .reply))
            return
        }
        world.connections[index].mark = after
        if world.isKnownFlow, let before, before != after {
            world.fail(
                .moved, "zone \(zone.zone) of switch \(zone.datapath) knew the flow by mark \(before), now by \(after)")
        }
    }

    /// What an action writes into the mark; `nil` where that is not known. What it writes into the label is nothing.
    private static func marking(_ action: Action, _ packet: SymbolicPacket) -> (value: UInt128, mask: UInt128)? {
        switch action {
        case .setField(let entry):
            if entry.field == .ctLabel { return (0, 0) }
            return entry.field == .ctMark ? (entry.value, entry.effectiveMask) : nil
        case .load(let value, let target): return marking(target, UInt128(value))
        case .move(let source, let target):
            guard let bits = FieldBits(source), let value = packet.current.exactValue(of: bits) else { return nil }
            return marking(target, value)
        default: return nil
        }
    }

    private static func marking(_ target: Subfield, _ value: UInt128) -> (value: UInt128, mask: UInt128)? {
        if target.field == .ctLabel { return (0, 0) }
        guard target.field == .ctMark, let bits = FieldBits(target) else { return nil }
        return (value << UInt128(bits.offset), bits.mask)
    }
}
