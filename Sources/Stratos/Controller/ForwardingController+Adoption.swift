public import ChainComposition
internal import NetworkTypes
internal import OpenFlow
public import ServiceChaining

/// A controller that starts while the switches go on.
extension ForwardingController {
    /// Takes over what an earlier controller has left on the switches.
    ///
    /// With the numbers of its plan, the policy makes the same rules again, so the switches get only what differs: live
    /// flows and draining paths go on. The reactive engine reads its flows from the exact rules that are still there.
    ///
    /// ```swift
    /// try await controller.adopt(policy, from: record)      // `plan.record` of the earlier controller
    /// ```
    ///
    /// - Throws: `CompositionFailure` where the policy cannot be composed, ``StratosError`` where a switch is missing or
    ///   refuses. Call it again, or ``apply(_:weights:)``, which does without the record.
    public func adopt(
        _ policy: Policy, weights: ChainComposer.PathWeights = [:], from record: PlanRecord
    ) async throws {
        try Self.refuseMistakes(in: policy)
        try await exclusively { controller in
            try await controller.check(policy)
            let marked = policy.marking(failed: controller.failedInstances)
            let recalled = try controller.composer.recall(record, for: marked)
            let next = try controller.composer.plan(for: marked, after: recalled, weights: weights)
            try await controller.takeOver(next)
            controller.current = History.Entry(policy: policy, weights: weights)
            controller.health.follow(policy)
        }
    }

    private func takeOver(_ next: SteeringPlan) async throws {
        plan = next
        isTorn = true
        try await decide(by: next)
        if let reactive {
            for datapath in next.forwarders.keys.sorted() {
                let rules = try await fabric.contents(of: datapath).rules
                _ = reactive.adopt(rules.compactMap { $0.exactFlow(on: datapath) })
            }
        }
        await listen()
        for datapath in next.forwarders.keys.sorted() { _ = try await reconcileNow(datapath) }
        isTorn = false
    }
}

extension FlowStats {
    /// The flow that an exact rule of the reactive engine is for.
    fileprivate func exactFlow(on datapath: DatapathID) -> RecordedFlow? {
        guard table == PipelineTable.select.id, RuleCookie.isSteering(cookie), let (port, flow) = match.exactFlow,
            let mark = RuleCookie.mark(of: cookie)
        else { return nil }
        let (path, direction) = PathID.of(mark: mark)
        return RecordedFlow(path: path, direction: direction, port: SwitchPort(datapath, port), flow: flow)
    }
}
