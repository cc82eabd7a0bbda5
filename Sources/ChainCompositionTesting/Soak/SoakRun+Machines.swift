internal import ChainComposition
internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// Switches, the controller, and time.
extension SoakRun {
    /// A switch loses rules and tracked connections, and the controller installs the rules again.
    ///
    /// Flows that have an end on the switch may choose anew in the resident engine (Documentation/Pipeline.md, Limits);
    /// flows that only pass it stay, and in the reactive engine the controller remembers all of them.
    mutating func restartSwitch() -> Bool {
        guard let datapath = generator.random.element(of: policy.forwarders.map(\.datapath)) else { return false }
        if steered.answering == nil {
            let lost = Set(live.filter { ends(of: $0).contains { $0.datapath == datapath } }.map(\.draw))
            giveUp { lost.contains($0.draw) }
        }
        revision += 1
        steered.restart(datapath)
        steered.reinstall(datapath)
        return true
    }

    /// The ports where connections of a flow are remembered.
    private func ends(of flow: LiveFlow) -> [SwitchPort] {
        guard let tenant = policy[tenant: flow.draw.tenant] else { return [] }
        let endpoints = tenant.endpoints.filter {
            let name = SteeredNetwork.name(tenant.id, $0.id.name)
            return name == flow.source || name == flow.destination
        }
        let boxes = tenant.instances.filter {
            let name = SteeredNetwork.name(tenant.id, $0.id.name)
            return flow.visits.contains(name) && breaksIdentity(name, tenant.id)
        }
        return endpoints.compactMap { $0.attachment?.port }
            + boxes.flatMap { [$0.attachment.left, $0.attachment.right] }
    }

    /// The controller comes back with its plan; what the reactive engine had in memory is lost with the flows.
    mutating func restartController() -> Bool {
        if steered.answering != nil {
            live = []
            steered.restartAnswering()
        }
        return change(to: policy)
    }

    /// Everything starts from nothing, and numbers may come again.
    mutating func startAnew() -> Bool {
        live = []
        steered.forgetEverything()
        prover?.startAnew()
        numbers = NumberWatch()
        if !changeWithoutNewFlows(to: policy) { abandonPolicy() }
        return true
    }

    /// Less than the time after which a tracker forgets datagrams.
    mutating func pass(seconds: Int) -> Bool {
        steered.advance(by: .seconds(seconds))
        continueFlows()
        return true
    }

    mutating func closeFlows() -> Bool {
        guard !live.isEmpty else { return false }
        for index in live.indices.reversed() where generator.random.chance(60) { close(index) }
        return true
    }

    /// Draining paths that carry no live flow are given up.
    mutating func releaseDrained() -> Bool {
        for _ in 0..<3 { _ = pass(seconds: 21) }
        let flows = steered.liveFlows()
        let drained = steered.plan.paths.filter { $0.state == .draining && flows[$0.id] == nil }.map(\.id)
        guard !drained.isEmpty else { return false }
        return change(to: policy, releasing: Set(drained))
    }

    /// Flows whose boxes are gone, or whose switch has forgotten them, are alive no more.
    @discardableResult
    mutating func giveUp(where isLost: (LiveFlow) -> Bool) -> [LiveFlow] {
        let lost = live.filter(isLost)
        live.removeAll(where: isLost)
        lastHeardOf += lost.map { _ in steered.network.now }
        return lost
    }

    /// Every end where a dead path was remembered takes one packet to forget it.
    mutating func recover(_ flow: LiveFlow) {
        let verdicts = evaluators.map { $0.evaluate(flow.draw.flow, at: flow.draw.ingress) }
        guard verdicts.allSatisfy({ $0.decision != nil }) else { return }
        for _ in 0..<4
        where !steered.exchange(flow.draw.flow, marking: flow.draw.marking, from: flow.draw.ingress).isComplete {}
        lastHeardOf.append(steered.network.now)
        accept(
            steered.exchange(flow.draw.flow, marking: flow.draw.marking, from: flow.draw.ingress), flow.draw, verdicts)
    }
}
