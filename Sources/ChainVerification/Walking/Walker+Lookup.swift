internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

extension Walker {
    /// Looks packets up in a table; worlds part where rules tell the packets apart.
    mutating func lookUp(
        _ table: TableID, _ port: PortNumber?, _ pass: inout Pass, _ world: inout World, _ open: inout [World]
    ) {
        pass.lookups += 1
        guard pass.lookups <= 64 else {
            return world.fail(.loop, "more than 64 look-ups on switch \(pass.datapath)")
        }
        var cube = pass.packet.current
        if let port { cube = cube.setting(.ingressPort, to: UInt128(port.rawValue)) }
        record.lookUp(table, on: pass.datapath, cube)
        recall(table, cube, pass, world, &open)
        let candidates = candidates(table, cube, pass.datapath, world)
        if let first = candidates.first, first.cube.contains(cube), !isContested(candidates, first, cube) {
            return hit(first, table, &pass, &world)
        }
        part(candidates, table, pass, world, &open)
        // The worlds that come of this one are all in `open`.
        pass.steps = []
        guard let next = open.popLast() else { return }
        world = next
    }

    /// One world for each thing that the table may have learned from other packets.
    private func recall(
        _ table: TableID, _ cube: TernaryCube, _ pass: Pass, _ world: World, _ open: inout [World]
    ) {
        let bridge = moment.bridge(pass.datapath, isUpdated: world.updated[pass.datapath] ?? false)
        for lesson in bridge?.lessons(in: table, for: cube) ?? [] {
            var (other, taught) = (world, pass)
            guard other.narrow(&taught.packet, to: lesson.cube) else { continue }
            lesson.teach(&taught.packet)
            other.events.append(.recalled(pass.datapath, table, lesson.teacher))
            other.tasks.append(.pass(taught))
            open.append(other)
        }
    }

    private func candidates(
        _ table: TableID, _ cube: TernaryCube, _ datapath: DatapathID, _ world: World
    ) -> [CompiledRule] {
        let isUpdated = world.updated[datapath] ?? false
        let installed = moment.bridge(datapath, isUpdated: isUpdated)?.tables[table]?.candidates(for: cube) ?? []
        guard let exact = world.exactRules[datapath] else { return installed }
        let extra = exact.filter { $0.key.table.id == table && $0.cube.overlaps(cube) }
        return (extra + installed).sorted { $0.priority > $1.priority }
    }

    /// True where another rule of the same priority also matches and says something else.
    private func isContested(_ candidates: [CompiledRule], _ rule: CompiledRule, _ cube: TernaryCube) -> Bool {
        candidates.contains {
            $0.priority == rule.priority && $0.number != rule.number && $0.instructions != rule.instructions
                && $0.cube.overlaps(cube)
        }
    }

    /// One world for each rule that some of the packets hit, and one for those that hit none.
    private mutating func part(
        _ candidates: [CompiledRule], _ table: TableID, _ pass: Pass, _ world: World, _ open: inout [World]
    ) {
        var rest = world
        var isMissPossible = true
        for rule in candidates where isMissPossible {
            var (narrowed, taken) = (rest, pass)
            guard narrowed.narrow(&taken.packet, to: rule.cube) else { continue }
            if let rival = rival(of: rule, in: candidates, taken.packet, narrowed) {
                narrowed.fail(
                    .ambiguous,
                    "table \(table) of switch \(pass.datapath) has two rules of priority \(rule.priority) for it: "
                        + "\(rule.key.matchText), and \(rival.key.matchText)")
            }
            hit(rule, table, &taken, &narrowed)
            narrowed.tasks.append(.pass(taken))
            open.append(narrowed)
            isMissPossible = rest.exclude(rule.cube, pass.packet)
        }
        guard isMissPossible else { return }
        rest.events.append(.met(pass.datapath, table, nil))
        rest.tasks.append(.pass(pass))
        open.append(rest)
    }

    private func rival(
        of rule: CompiledRule, in candidates: [CompiledRule], _ packet: SymbolicPacket, _ world: World
    ) -> CompiledRule? {
        candidates.first {
            guard $0.priority == rule.priority, $0.number != rule.number, $0.instructions != rule.instructions else {
                return false
            }
            var (world, packet) = (world, packet)
            return world.narrow(&packet, to: $0.cube)
        }
    }

    private mutating func hit(_ rule: CompiledRule, _ table: TableID, _ pass: inout Pass, _ world: inout World) {
        record.hit(rule)
        world.events.append(.met(pass.datapath, table, rule.key))
        if let field = rule.undecidable {
            world.failure =
                world.failure
                ?? .undecided(
                    Undecided(datapath: pass.datapath, rule: rule.key, reason: "it matches \(field)"))
        }
        pass.follow(rule.instructions, in: table)
    }
}

extension World {
    /// Keeps the flows whose packet matches; false where there are none.
    mutating func narrow(_ packet: inout SymbolicPacket, to cube: TernaryCube) -> Bool {
        let fields = cube.fieldsFixed(beyond: packet.current)
        guard let narrowed = packet.current.intersection(cube.freeing(.ingressPort)) else { return false }
        for field in fields where field != .ingressPort {
            guard let origin = packet.origin(of: field) else { continue }
            let (value, mask) = cube[field]
            guard entry.restrict(origin, to: value, mask: mask & ~packet.current[field].mask) else { return false }
        }
        packet.current = narrowed
        return fields.isEmpty || isPossible
    }

    /// Keeps the flows whose packet does not match; false where there are none.
    ///
    /// What cannot be said in terms of the flow's first packet is not taken away: worlds may tell of more than there
    /// is, never of less.
    mutating func exclude(_ cube: TernaryCube, _ packet: SymbolicPacket) -> Bool {
        let fields = cube.fieldsFixed(beyond: packet.current)
        guard !fields.isEmpty else { return false }
        var matching = TernaryCube.all
        for field in fields {
            guard let origin = packet.origin(of: field) else { return true }
            let (value, mask) = cube[field]
            matching.restrict(origin, to: value, mask: mask & ~packet.current[field].mask)
        }
        excluded.append(matching)
        return isPossible
    }
}
