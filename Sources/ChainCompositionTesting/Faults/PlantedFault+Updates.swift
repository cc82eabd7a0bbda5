public import ChainComposition
public import NetworkTypes
public import OpenFlow

extension PlantedFault {
    /// The parts of an update in the order in which an updater with this fault would carry them out.
    public func plant(in update: PlanUpdate) -> [[DatapathID: SwitchChange]] {
        let steps = update.steps
        switch self {
        case .retiredFirst: return steps.filter { $0.phase == .retire }.map(\.changes) + others(.retire, steps)
        case .divertedFirst: return steps.filter { $0.phase != .prepare }.map(\.changes) + others(nil, steps)
        case .nothingRetired: return others(.retire, steps)
        case .groupsLeft: return mapped(steps) { $0.groups.removeAll { $0.kind == .delete } }
        case .modificationsSkipped:
            return mapped(steps) {
                $0.groups.removeAll { $0.kind == .modify }
                $0.rules.removeAll { $0.kind == .modify }
            }
        case .switchSkipped: return steps.map { skippingLast($0.changes) }
        default: return steps.map(\.changes)
        }
    }

    /// Every step but those of a phase; with `nil`, the prepare steps alone.
    private func others(_ phase: PlanUpdate.Phase?, _ steps: [PlanUpdate.Step]) -> [[DatapathID: SwitchChange]] {
        steps.filter { phase.map { [other = $0.phase] in other != $0 } ?? ($0.phase == .prepare) }.map(\.changes)
    }

    private func mapped(
        _ steps: [PlanUpdate.Step], _ body: (inout SwitchChange) -> Void
    ) -> [[DatapathID: SwitchChange]] {
        steps.map { step in
            step.changes.mapValues { change in
                var change = change
                body(&change)
                return change
            }
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
