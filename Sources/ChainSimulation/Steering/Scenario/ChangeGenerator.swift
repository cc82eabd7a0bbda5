internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// Draws changes of a deployment that no method has a reason to refuse.
///
/// Kinds take turns. An instance is removed only when every flow that was open when it began to drain has ended, so
/// that a method which keeps flows where they are has none left there.
struct ChangeGenerator {
    private var plan = SteeringPlan()
    private var drainedSince: [InstanceID: Int] = [:]
    private var turnOfKind = 0
    private var drainingSince: [PathID: Int] = [:]

    /// Longer than any method takes to forget a flow that has ended.
    private static let patience = SteeringConfiguration.lifetimes.upperBound + 14

    mutating func start(with policy: Policy) { _ = accept(policy, at: 0) }

    /// The next change that every method can carry out; `nil` where a few draws have found none.
    mutating func next(
        _ deployment: inout ComparedDeployment, at turn: Int, _ random: inout SeededRandom
    ) -> DeploymentChange? {
        for _ in 0..<20 {
            var draft = deployment
            guard let kind = draw(&draft, at: turn, &random), accept(draft.policy, at: turn) else { continue }
            if case .drain(let instance) = kind { drainedSince[instance] = turn }
            if case .remove(let instance) = kind { drainedSince[instance] = nil }
            turnOfKind += 1
            deployment = draft
            return DeploymentChange(kind: kind, policy: draft.policy)
        }
        return nil
    }

    private func draw(
        _ draft: inout ComparedDeployment, at turn: Int, _ random: inout SeededRandom
    ) -> DeploymentChange.Kind? {
        switch turnOfKind % 4 {
        case 0: return addition(&draft, &random)
        case 2: return drain(&draft, &random)
        case 3: return removal(&draft, at: turn) ?? weighing(&draft, &random)
        default: return weighing(&draft, &random)
        }
    }

    private func addition(_ draft: inout ComparedDeployment, _ random: inout SeededRandom) -> DeploymentChange.Kind? {
        let tenant = draft.policy.tenants[0]
        guard let function = tenant.functions.randomElement(using: &random)?.id,
            tenant.instances.count(where: { $0.function == function }) < 4
        else { return weighing(&draft, &random) }
        let chains = tenant.chains.filter { $0.functions.contains(function) }
        let datapath = DatapathID(rawValue: .random(in: 1...4, using: &random))
        let new = draft.instance(of: function, on: datapath, serving: chains.randomElement(using: &random)?.id)
        draft.add(new)
        return .add(new)
    }

    private func drain(_ draft: inout ComparedDeployment, _ random: inout SeededRandom) -> DeploymentChange.Kind? {
        let active = draft.policy.tenants[0].instances.filter { $0.state == .active }
        guard let chosen = active.randomElement(using: &random)?.id else { return nil }
        draft.change(chosen) { $0.state = .draining }
        return .drain(chosen)
    }

    private func removal(_ draft: inout ComparedDeployment, at turn: Int) -> DeploymentChange.Kind? {
        let lifetime = SteeringConfiguration.lifetimes.upperBound
        let empty = drainedSince.filter { turn - $0.value > lifetime }.min { ($0.value, $0.key) < ($1.value, $1.key) }
        guard let chosen = empty?.key else { return nil }
        draft.remove(chosen)
        return .remove(chosen)
    }

    private func weighing(_ draft: inout ComparedDeployment, _ random: inout SeededRandom) -> DeploymentChange.Kind? {
        let active = draft.policy.tenants[0].instances.filter { $0.state == .active }
        guard let chosen = active.randomElement(using: &random) else { return nil }
        let weight = (1...4).filter { $0 != chosen.weight }.randomElement(using: &random) ?? 1
        draft.change(chosen.id) { $0.weight = weight }
        return .weigh(chosen.id, weight)
    }

    /// Composes the policy: whatever lacks instances or tags is no change that can be compared.
    private mutating func accept(_ policy: Policy, at turn: Int) -> Bool {
        let released = Set(drainingSince.filter { turn - $0.value > Self.patience }.keys)
        guard let next = try? ChainComposer().plan(for: policy, after: plan, releasing: released) else { return false }
        plan = next
        let draining = next.paths.filter { $0.state == .draining }.map(\.id)
        drainingSince = Dictionary(draining.map { ($0, drainingSince[$0] ?? turn) }) { first, _ in first }
        return true
    }
}
