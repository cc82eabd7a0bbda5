public import ChainComposition
public import NetworkTypes
public import OpenFlow

extension PlantedFault {
    /// The steps of an update as an updater with this fault would carry them out.
    public func plant(in update: PlanUpdate) -> [PlanUpdate.Step] {
        let steps = update.steps
        switch self {
        case .retiredFirst: return steps.filter { $0.phase == .retire } + steps.filter { $0.phase != .retire }
        case .divertedFirst:
            return steps.filter { $0.phase > .prepare && $0.phase < .retire } + steps.filter { $0.phase == .prepare }
                + steps.filter { $0.phase == .retire }
        case .nothingRetired: return steps.filter { $0.phase != .retire }
        case .closingSkipped: return steps.filter { $0.phase != .close }
        case .groupsLeft: return steps.changed { $0.groups.removeAll { $0.kind == .delete } }
        case .modificationsSkipped:
            return steps.changed {
                $0.groups.removeAll { $0.kind == .modify }
                $0.rules.removeAll { $0.kind == .modify }
            }
        case .switchSkipped: return steps.map { PlanUpdate.Step(phase: $0.phase, changes: skippingLast($0.changes)) }
        default: return steps
        }
    }

    /// Where there are several, one switch never hears of anything.
    private func skippingLast(_ changes: [DatapathID: SwitchChange]) -> [DatapathID: SwitchChange] {
        guard let last = changes.keys.max(), last.rawValue > 1 else { return changes }
        return changes.filter { $0.key != last }
    }

    /// The rules that a controller of the reactive engine with this fault would send.
    public func plant(in answer: [(DatapathID, FlowMod)]) -> [(DatapathID, FlowMod)] {
        switch self {
        case .replyRuleMissing: return answer.count > 1 ? Array(answer.dropFirst()) : answer
        case .directionsExchanged:
            guard answer.count == 2 else { return answer }
            var exchanged = answer
            exchanged[0].1.instructions = answer[1].1.instructions
            exchanged[1].1.instructions = answer[0].1.instructions
            return exchanged
        case .exactRulesKept:
            return answer.filter { $0.1.command != .delete || RuleCookie.mark(of: $0.1.cookie) == nil }
        case .dropsKept:
            return answer.filter { $0.1.command != .delete || RuleCookie.mark(of: $0.1.cookie) != nil }
        default: return answer
        }
    }
}

extension [PlanUpdate.Step] {
    fileprivate func changed(_ body: (inout SwitchChange) -> Void) -> [PlanUpdate.Step] {
        map { step in
            let changes = step.changes.mapValues { change in
                var change = change
                body(&change)
                return change
            }
            return PlanUpdate.Step(phase: step.phase, changes: changes)
        }
    }
}
