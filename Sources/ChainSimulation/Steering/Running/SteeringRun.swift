internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// One scenario under one method: carries it out on emulated switches and counts what happens.
struct SteeringRun {
    private let scenario: SteeringScenario
    private var method: any SteeringMethod
    private var controlled: ControlledNetwork
    private(set) var tally = SteeringTally()
    private var live: [LiveFlow] = []
    private var instances: [String: ServiceInstance] = [:]
    /// Which flow a packet belongs to, by the headers that it has anywhere on its way.
    private var owners: [FiveTuple: Int] = [:]
    /// What entered a rewriting box as which left it: the truth behind ``Attribution``.
    private var origins: [FiveTuple: FiveTuple] = [:]

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

extension SteeringRun {
    /// One packet of each of some flows, all at about the same time, and then the replies.
    private mutating func exchange(
        _ indices: [Int], flags: TCPFlags, wantsReplies: Bool = true
    ) throws(ChainSimulationError) {
        var walks: [Int: [Walk]] = [:]
        let inOrder = indices.sorted { live[$0].scheduled.arrival < live[$1].scheduled.arrival }
        for index in inOrder { try send(packet(of: index, flags), &walks) }
        try settle(&walks)
        for index in inOrder {
            let id = live[index].scheduled.id
            let way = PacketWay(walks[id] ?? [], instances)
            tally.judge(way, of: &live[index], isFirst: flags == .syn)
            guard wantsReplies else { continue }
            for reply in (walks[id] ?? []).flatMap(\.replies) {
                var back: [Int: [Walk]] = [:]
                try send((id, reply), &back)
                try settle(&back)
                tally.judgeReply(PacketWay(back[id] ?? [], instances), to: way, of: live[index])
            }
        }
    }

    private mutating func packet(of index: Int, _ flags: TCPFlags) -> (Int, PendingPacket) {
        let flow = live[index].scheduled
        var packet = Packet(flow.flow, flags: flags, payload: flow.payload(of: live[index].sent))
        packet.destination = AddressResolution().virtualMAC
        live[index].sent += 1
        owners[flow.flow] = flow.id
        return (flow.id, PendingPacket(packet, at: flow.ingress))
    }

    /// Sends a packet and whatever the method makes of it at once.
    private mutating func send(
        _ packet: (flow: Int, pending: PendingPacket), _ walks: inout [Int: [Walk]]
    ) throws(ChainSimulationError) {
        let walk = controlled.network.send(packet.pending.packet, from: packet.pending.port)
        try follow(walk, of: packet.flow, passed: 0, &walks)
    }

    /// Notes a walk and lets the method answer what was handed up on it.
    private mutating func follow(
        _ walk: Walk, of flow: Int, passed: Int, _ walks: inout [Int: [Walk]]
    ) throws(ChainSimulationError) {
        walks[flow, default: []].append(walk)
        learn(walk, flow)
        var boxes = passed
        for event in walk.events {
            if case .leftBox = event { boxes += 1 }
            guard case .packetIn(let datapath, let message) = event else { continue }
            controlled.countPacketIn()
            _ = controlled.network.drainMessages(datapath)
            let answer = method.answer(message, from: datapath, at: time(of: flow, behind: boxes))
            for next in try controlled.send(answer, because: .packet) {
                try follow(next, of: flow, passed: boxes, &walks)
            }
        }
    }

    private func time(of flow: Int, behind boxes: Int) -> Duration {
        let scheduled = live.first { $0.scheduled.id == flow }?.scheduled
        return controlled.network.now + (scheduled?.time(behind: boxes) ?? .zero)
    }

    /// Lets the method go on with what it has held back; behind another box it may hold it back again.
    private mutating func settle(_ walks: inout [Int: [Walk]]) throws(ChainSimulationError) {
        for _ in 0..<8 {
            let next = try controlled.send(method.settle(), because: .packet)
            judgeAttributions()
            if next.isEmpty { return }
            for walk in next {
                guard let flow = owner(of: walk) else { continue }
                let boxes = (walks[flow] ?? []).reduce(0) { $0 + $1.boxes.count }
                try follow(walk, of: flow, passed: boxes, &walks)
            }
        }
    }

    /// The flow whose packet was sent on, by the first headers that are seen.
    private func owner(of walk: Walk) -> Int? {
        for event in walk.events {
            switch event {
            case .leftSwitch(_, let packet), .droppedBySwitch(_, _, let packet):
                return packet.fiveTuple.flatMap { owners[$0] }
            default: continue
            }
        }
        return nil
    }

    /// Learns from rewriting boxes what flows look like behind them.
    private mutating func learn(_ walk: Walk, _ flow: Int) {
        for (event, next) in zip(walk.events, walk.events.dropFirst()) {
            guard case .enteredBox(let name, .left, let before) = event, case .leftBox(name, .right, let after) = next,
                let entering = before.fiveTuple, let leaving = after.fiveTuple, entering != leaving
            else { continue }
            owners[leaving] = flow
            origins[leaving] = entering
        }
    }

    private mutating func judgeAttributions() {
        for attribution in method.drainAttributions() {
            tally.attributions += 1
            if origins[attribution.leaving] != attribution.entering { tally.wrongAttributions += 1 }
        }
    }
}
