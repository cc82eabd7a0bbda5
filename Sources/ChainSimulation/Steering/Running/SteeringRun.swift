internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// One scenario under one method: carries it out on emulated switches and counts what happens.
struct SteeringRun {
    private let scenario: SteeringScenario
    var method: any SteeringMethod
    var controlled: ControlledNetwork
    var tally = SteeringTally()
    var live: [LiveFlow] = []
    var instances: [String: ServiceInstance] = [:]
    /// Which flow a packet belongs to, by the headers that it has anywhere on its way.
    var owners: [FiveTuple: Int] = [:]
    /// What entered a rewriting box as which left it: the truth behind ``Attribution``.
    var origins: [FiveTuple: FiveTuple] = [:]

    init(_ scenario: SteeringScenario, _ method: any SteeringMethod, seed: UInt64) {
        self.scenario = scenario
        self.method = method
        controlled = ControlledNetwork(SimulatedNetwork.network(for: scenario.policy, seed: seed))
        scenario.policy.tenants.forEach { note($0) }
    }

    /// Runs the scenario to its end.
    mutating func run() throws(ChainSimulationError) -> SteeringTally {
        _ = try controlled.send(try method.adopt(scenario.policy), because: .deployment)
        tally.setupMods = controlled.counts.modsForDeployment
        for (index, turn) in scenario.turns.enumerated() { try run(turn, at: index) }
        tally.messages = controlled.counts
        tally.messages.modsForDeployment -= tally.setupMods
        return tally
    }

    private mutating func run(_ turn: SteeringScenario.Turn, at index: Int) throws(ChainSimulationError) {
        let first = live.count
        live += turn.opened.map { LiveFlow(scheduled: $0, lastTurn: index + $0.lifetime) }
        try exchange(Array(live.indices.dropFirst(first)), flags: .syn)
        // A host that gets no answer to its SYN sends nothing more.
        live.removeAll { $0.sent == 1 && tally.brokenFlows.contains($0.scheduled.id) }
        try exchange(Array(live.indices), flags: .ack)
        if let change = turn.change {
            try carryOut(change)
            try exchange(Array(live.indices), flags: .ack)
        }
        let ending = live.indices.filter { live[$0].lastTurn <= index }
        try exchange(ending, flags: [.fin, .ack])
        try exchange(ending, flags: .ack, wantsReplies: false)
        live.removeAll { $0.lastTurn <= index }
        try endTurn()
    }

    private mutating func carryOut(_ change: DeploymentChange) throws(ChainSimulationError) {
        tally.changes += 1
        if case .add(let instance) = change.kind {
            for tenant in change.policy.tenants where tenant[instance: instance.id] != nil {
                SimulatedNetwork.launch(instance, of: tenant, in: &controlled.network)
                note(tenant)
            }
        }
        _ = try controlled.send(try method.adopt(change.policy), because: .deployment)
        if case .remove(let instance) = change.kind {
            for name in instances.filter({ $0.value.id == instance }).keys {
                if let port = instances[name]?.attachment.left { controlled.network.detach(port) }
            }
        }
    }

    private mutating func note(_ tenant: Tenant) {
        for instance in tenant.instances {
            instances[SimulatedNetwork.name(tenant.id, instance.id.name)] = instance
        }
    }

    private mutating func endTurn() throws(ChainSimulationError) {
        tally.occupancy.sample(
            controlled.network.switches.values.map { bridge in
                (
                    rules: bridge.tables.values.reduce(0) { $0 + $1.count }, groups: bridge.groups.groups.count,
                    buckets: bridge.groups.groups.values.reduce(0) { $0 + $1.buckets.count },
                    connections: bridge.tracker.connections.count
                )
            })
        controlled.network.advance(to: controlled.network.now + SteeringConfiguration.turnLength)
        for datapath in controlled.network.switches.keys.sorted() {
            for case .flowRemoved(let removed) in controlled.network.drainMessages(datapath).map(\.body) {
                method.ruleRemoved(removed, from: datapath, now: controlled.network.now)
            }
        }
        _ = try controlled.send(try method.maintain(controlled.network), because: .deployment)
    }
}
