internal import ChainComposition
internal import HeaderSpace
internal import OpenFlow

/// What a rule may have taught a table: packets that look like this get some bits written.
///
/// Which packets have taught it is not known, so a packet that looks like this may or may not meet what was learned.
struct Lesson: Sendable {
    let table: TableID
    /// The rule that teaches.
    let teacher: RuleKey
    /// What every learned rule matches, whoever has taught it.
    private(set) var cube = TernaryCube.all
    private var loads: [Load] = []

    private struct Load: Sendable {
        let bits: FieldBits
        let value: UInt128
    }

    /// `nil` where what is learned does more than write constants.
    init?(_ action: LearnAction, of teacher: RuleKey) {
        table = action.table
        self.teacher = teacher
        for specification in action.specifications {
            switch (specification.source, specification.destination) {
            case (.immediate(let value), .match(let target)):
                guard let bits = FieldBits(target) else { return nil }
                cube.restrict(bits.field, to: value << UInt128(bits.offset), mask: bits.mask)
            case (.field, .match): break
            case (.immediate(let value), .load(let target)):
                guard let bits = FieldBits(target) else { return nil }
                loads.append(Load(bits: bits, value: value))
            case (.field, .load), (_, .output): return nil
            }
        }
    }

    /// Does to packets what the learned rule does.
    func teach(_ packet: inout SymbolicPacket) {
        for load in loads {
            packet.write(load.bits.field, load.value << UInt128(load.bits.offset), mask: load.bits.mask)
        }
    }
}

extension CompiledRule {
    /// What the rule may teach tables, as far as it is understood.
    var lessons: [Lesson] {
        instructions.flatMap { instruction -> [Lesson] in
            guard case .applyActions(let actions) = instruction else { return [] }
            return actions.compactMap { action in
                if case .learn(let learn) = action { Lesson(learn, of: key) } else { nil }
            }
        }
    }
}
