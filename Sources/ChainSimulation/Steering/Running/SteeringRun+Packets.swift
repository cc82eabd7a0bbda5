internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation

extension SteeringRun {
    /// One packet of each of some flows, all at about the same time, and then the replies.
    mutating func exchange(
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
