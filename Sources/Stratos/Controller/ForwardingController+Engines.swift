public import ChainComposition
internal import NetworkTypes
internal import OpenFlow

/// Changing who picks the paths of new flows, while there are flows.
extension ForwardingController {
    /// Goes over to another steering engine. Flows that exist keep their instances.
    ///
    /// Between the two engines, new flows ask the controller, as in the reactive one. What the engine that leaves knows
    /// of flows, marks in trackers or exact rules, is given to the one that comes before it picks its first path.
    ///
    /// - Throws: ``StratosError`` where a switch refuses, or its connections cannot be read; the engine stays then.
    public func changeEngine(to next: some SteeringEngine) async throws {
        try await exclusively { controller in
            guard type(of: next) != type(of: controller.engine) else { return }
            if next is ReactiveEngine {
                try await controller.handOver(toReactive: next)
            } else if controller.engine is ReactiveEngine {
                try await controller.handOver(toResident: next)
            } else {
                try await controller.move(to: next)
            }
        }
    }

    private func handOver(toReactive next: some SteeringEngine) async throws {
        let (before, responder) = (engine, ReactiveResponder(timeouts: timeouts, clock: clock, resets: resets))
        _ = responder.update(plan)
        reactive = responder
        await listen()
        do {
            try await move(to: HandoverEngine())
            let flows = plan.recordedFlows(of: try await fabric.trackedConnections())
            for (datapath, rules) in responder.adopt(flows) { try await fabric.apply(rules, to: datapath) }
            try await move(to: next)
        } catch {
            try? await move(to: before)
            await dropExactRules(of: responder.recordedFlows)
            reactive = nil
            await listen()
            throw error
        }
    }

    private func handOver(toResident next: some SteeringEngine) async throws {
        guard let responder = reactive else { return }
        let before = engine
        do {
            try await move(to: HandoverEngine())
            let known = responder.recordedFlows
            try await restore(known)
            try await move(to: next)
            // Those that asked in the meantime.
            try await restore(Array(Set(responder.recordedFlows).subtracting(known)))
        } catch {
            try? await move(to: before)
            throw error
        }
        reactive = nil
        await listen()
        await dropExactRules(of: responder.recordedFlows)
    }

    private func restore(_ flows: [RecordedFlow]) async throws {
        for (datapath, flows) in Dictionary(grouping: flows, by: \.port.datapath) {
            try await fabric.apply(restoring(flows), to: datapath)
        }
    }

    /// Installs the same plan as another engine compiles it.
    private func move(to next: some SteeringEngine) async throws {
        let target = RuleCompiler(engine: next, addressResolution: addressResolution).compile(plan)
        try await install(PlanUpdate(from: programs, to: target), of: plan)
        engine = next
    }

    /// Where a switch does not answer, its rules go as they time out.
    private func dropExactRules(of flows: [RecordedFlow]) async {
        var cookies: [DatapathID: Set<Cookie>] = [:]
        for flow in flows {
            cookies[flow.port.datapath, default: [RuleCookie.unclassified]].insert(
                RuleCookie.path(flow.path.mark(flow.direction)))
        }
        for (datapath, cookies) in cookies {
            let deletions = cookies.sorted().map { cookie in
                Message.Body.flowMod(
                    FlowMod(.delete, table: PipelineTable.select.id, cookie: cookie, cookieMask: .max))
            }
            try? await fabric.apply(deletions, to: datapath)
        }
    }
}
