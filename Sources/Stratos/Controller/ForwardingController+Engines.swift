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
            // A flow that has been silent since it was restored is in no tracker; what a tracker knows is newer.
            let flows = Array(restored.keys) + plan.recordedFlows(of: try await fabric.trackedConnections())
            for (datapath, rules) in responder.adopt(flows) { try await fabric.apply(rules, to: datapath) }
            await dropRestoringRules()
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
            let known = startsOfPaths(responder.recordedFlows)
            try await restore(known)
            try await move(to: next)
            // Those that asked in the meantime.
            try await restore(startsOfPaths(responder.recordedFlows).subtracting(known))
        } catch {
            await dropRestoringRules()
            try? await move(to: before)
            throw error
        }
        reactive = nil
        await listen()
        await dropExactRules(of: responder.recordedFlows)
    }

    /// Behind boxes that do not keep tags, trackers learn flows from what goes in; only the ends must be told.
    private func startsOfPaths(_ flows: [RecordedFlow]) -> Set<RecordedFlow> {
        let paths = Dictionary(plan.paths.map { ($0.id, $0) }) { first, _ in first }
        return Set(flows.filter { paths[$0.path]?.hops[$0.direction].first?.from == $0.port })
    }

    private func restore(_ flows: Set<RecordedFlow>) async throws {
        for (datapath, flows) in Dictionary(grouping: flows, by: \.port.datapath) {
            try await fabric.apply(restoring(Array(flows)), to: datapath)
        }
    }

    /// Installs the same plan as another engine compiles it.
    private func move(to next: some SteeringEngine) async throws {
        let target = RuleCompiler(engine: next, addressResolution: addressResolution).compile(plan)
        try await install(PlanUpdate(from: programs, to: target), of: plan)
        engine = next
    }

    /// Without a tracker, they would match every packet of their flows.
    private func dropRestoringRules() async {
        for (datapath, rules) in forgetting(restored.keys) { try? await fabric.apply(rules, to: datapath) }
        restored = [:]
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
