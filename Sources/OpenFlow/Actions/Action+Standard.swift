/// One form for what has several, to compare rules that a switch reports with the rules that it was given.
///
/// Open vSwitch names fields inside `load` and `move` by their legacy numbers, whatever it was given.
extension Subfield {
    /// The same bits of the field of the basic class, for a legacy field; others as they are.
    public var standard: Subfield {
        Subfield(field.standard, offset: offset, width: width) ?? self
    }
}

extension Action {
    /// The same action with the fields of the basic class wherever there are such, and `nil` for a table that stays.
    public var standard: Action {
        switch self {
        case .load(let value, let subfield): return .load(value, subfield.standard)
        case .move(let source, let destination): return .move(source.standard, destination.standard)
        case .setField(let field): return .setField(MatchField(field.field.standard, field.value, mask: field.mask))
        case .resubmit(let port, .all): return .resubmit(port: port, table: nil)
        case .conntrack(var conntrack):
            conntrack.actions = conntrack.actions.map(\.standard)
            if case .field(let subfield) = conntrack.zone { conntrack.zone = .field(subfield.standard) }
            return .conntrack(conntrack)
        case .learn(var learn):
            learn.specifications = learn.specifications.map(\.standard)
            return .learn(learn)
        case .clone(let actions): return .clone(actions.map(\.standard))
        default: return self
        }
    }
}

extension LearnAction.Specification {
    fileprivate var standard: Self {
        var result = self
        if case .field(let subfield) = source { result.source = .field(subfield.standard) }
        switch destination {
        case .match(let subfield): result.destination = .match(subfield.standard)
        case .load(let subfield): result.destination = .load(subfield.standard)
        case .output: break
        }
        return result
    }
}

extension Instruction {
    /// The same instruction with ``Action/standard`` actions.
    public var standard: Instruction {
        switch self {
        case .applyActions(let actions): .applyActions(actions.map(\.standard))
        case .writeActions(let actions): .writeActions(actions.map(\.standard))
        default: self
        }
    }
}
