internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// A flow that was opened and must go on as it began.
struct LiveFlow: Sendable {
    let draw: FlowDraw
    let source: String
    let destination: String
    /// The boxes that the first packet visited, which every later one must visit.
    let visits: [String]
    let replyVisits: [String]
    /// How packets arrive at the far end.
    let arrival: FiveTuple?
}

extension SoakRun {
    /// How many flows may be alive at a time; the oldest is closed to make room.
    private static let liveLimit = 4

    /// Opens a flow and holds its first packet, and the first reply, against the policy.
    mutating func openFlow(in other: Policy? = nil) {
        guard opensFlows, let draw = generator.flow(in: other ?? policy) else { return }
        // Ports are drawn from many, but a flow that is alive is not new.
        guard !live.contains(where: { $0.draw.flow == draw.flow && $0.draw.tenant == draw.tenant }) else { return }
        let verdicts = evaluators.map { $0.evaluate(draw.flow, at: draw.ingress) }
        opened.append(steered.network.now)
        report.flows += 1
        accept(steered.open(draw.flow, from: draw.ingress), draw, verdicts)
    }

    mutating func accept(_ first: PacketExchange, _ draw: FlowDraw, _ verdicts: [SteeringVerdict]) {
        guard !first.visits.isEmpty || !first.arrivals.isEmpty else {
            notServed(first, draw, verdicts)
            return
        }
        let functions = first.visits.map { steered.functions[$0] ?? "nobody" }
        let decisions = verdicts.compactMap(\.decision)
        guard let decision = decisions.last(where: { $0.functions == functions && matches($0, first, draw) }) else {
            violate(
                decisions.isEmpty ? .escaped : .offChain,
                "\(draw.flow) at \(draw.ingress) visited \(first.visits), replies \(first.replyVisits ?? []), arrived at \(first.arrivals.map(\.endpoint)), "
                    + "asked for \(Self.text(verdicts)); \(first.losses.map(Self.text))")
            return
        }
        guard let flow = liveFlow(first, draw, decision) else { return }
        check(first, flow, isNew: true)
        checkIsActive(first.visits, draw)
        live.append(flow)
        if live.count > Self.liveLimit { close(0) }
    }

    /// A flow that nobody served must be one of no chain; or its chain is being changed and its entry is closed.
    private mutating func notServed(_ first: PacketExchange, _ draw: FlowDraw, _ verdicts: [SteeringVerdict]) {
        if verdicts.contains(where: { $0.decision == nil }) { return }
        if isClosing, mayBeClosed(draw, verdicts) {
            report.flowsHeldBack += 1
        } else {
            violate(
                .lost, "\(draw.flow) at \(draw.ingress) was not served: \(first.losses.map(Self.text)), asked for "
                    + Self.text(verdicts))
        }
    }

    /// The flow's chain changes, or another one's classes do; chains that have nothing to do with a change stay open.
    private func mayBeClosed(_ draw: FlowDraw, _ verdicts: [SteeringVerdict]) -> Bool {
        if Set(verdicts).count > 1 { return true }
        guard let chain = verdicts.first?.decision?.chain else { return false }
        let tenants = evaluators.map { $0.policy[tenant: draw.tenant] }
        let before = tenants.first??.chains ?? [], after = tenants.last??.chains ?? []
        let known = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
        return after.contains { $0.id == chain && known[chain] != $0 }
            || after.contains { known[$0.id]?.matches != $0.matches || known[$0.id]?.priority != $0.priority }
    }

    /// The chain's endpoint got the packet, and replies passed what the chain says.
    private func matches(_ decision: SteeringDecision, _ first: PacketExchange, _ draw: FlowDraw) -> Bool {
        let chains = evaluators.compactMap { $0.policy[tenant: draw.tenant]?[chain: decision.chain] }
        let replies = decision.direction == .symmetric ? Array(first.visits.reversed()) : []
        return (first.replyVisits ?? replies) == replies && chains.contains { chain in
            first.arrivals.allSatisfy { $0.endpoint == SteeredNetwork.name(draw.tenant, chain.destination.name) }
        }
    }

    private func liveFlow(
        _ first: PacketExchange, _ draw: FlowDraw, _ decision: SteeringDecision
    ) -> LiveFlow? {
        let chain = evaluators.compactMap { $0.policy[tenant: draw.tenant]?[chain: decision.chain] }.last
        guard let chain else { return nil }
        return LiveFlow(
            draw: draw, source: SteeredNetwork.name(draw.tenant, chain.source.name),
            destination: SteeredNetwork.name(draw.tenant, chain.destination.name), visits: first.visits,
            replyVisits: decision.direction == .symmetric ? Array(first.visits.reversed()) : [], arrival: first.arrivals.first?.packet.fiveTuple)
    }

    /// A packet and its reply on every live flow.
    mutating func continueFlows() {
        for flow in live { check(steered.exchange(flow.draw.flow, from: flow.draw.ingress), flow, isNew: false) }
    }

    func text(_ flow: LiveFlow) -> String { "\(flow.draw.flow) at \(flow.draw.ingress)" }

    private mutating func check(_ exchange: PacketExchange, _ flow: LiveFlow, isNew: Bool) {
        if exchange.visits != flow.visits {
            violate(.flowMoved, "\(text(flow)): visited \(exchange.visits), before \(flow.visits)")
        } else if let replies = exchange.replyVisits, replies != flow.replyVisits, !isNew {
            violate(.flowMoved, "\(text(flow)): replies visited \(replies), before \(flow.replyVisits)")
        }
        guard exchange.isComplete else {
            violate(
                .lost, "\(text(flow)): \(exchange.arrivals.count) and \(exchange.replyArrivals.count) arrived through "
                    + "\(exchange.visits) and \(exchange.replyVisits ?? []); \(exchange.losses.map(Self.text))")
            return
        }
        checkArrival(exchange, flow)
    }

    /// At the right ends, untagged, with the headers that they should have.
    private mutating func checkArrival(_ exchange: PacketExchange, _ flow: LiveFlow) {
        let ends = (exchange.arrivals + exchange.replyArrivals)
        if ends.map(\.endpoint) != [flow.destination, flow.source] {
            violate(.offChain, "\(text(flow)): arrived at \(ends.map(\.endpoint))")
        }
        if ends.contains(where: { $0.packet.dscp != .bestEffort || $0.packet.vlan != nil }) {
            violate(.headersChanged, "\(text(flow)): a tag got out")
        }
        let breaks = flow.visits.contains { box in breaksIdentity(box, flow.draw.tenant) }
        if ends.first?.packet.fiveTuple != flow.arrival || !breaks && flow.arrival != flow.draw.flow {
            violate(.headersChanged, "\(text(flow)): arrived as \(ends.first?.packet.fiveTuple.map { "\($0)" } ?? "none")")
        }
        if ends.last?.packet.fiveTuple != flow.draw.flow.reversed || !exchange.isGenuine {
            violate(.headersChanged, "\(text(flow)): another reply came back")
        }
    }

    func breaksIdentity(_ box: String, _ tenant: TenantID) -> Bool {
        guard let function = steered.functions[box] else { return true }
        return policy[tenant: tenant]?[function: function]?.headers.breaksIdentity ?? true
    }

    /// New flows go to instances that were to take some, before the change that is under way or after it.
    private mutating func checkIsActive(_ visits: [String], _ draw: FlowDraw) {
        let tenants = evaluators.compactMap { $0.policy[tenant: draw.tenant] }
        for box in visits {
            let states = tenants.flatMap(\.instances)
                .filter { SteeredNetwork.name(draw.tenant, $0.id.name) == box }.map(\.state)
            if !states.contains(.active) { violate(.drainingPicked, "\(draw.flow) was given to \(box)") }
        }
    }

    /// Closes a live flow; datagrams just end.
    mutating func close(_ index: Int) {
        let flow = live.remove(at: index)
        if let last = steered.close(flow.draw.flow, from: flow.draw.ingress) { check(last, flow, isNew: false) }
    }

    private static func text(_ verdicts: [SteeringVerdict]) -> String {
        Set(verdicts.map { $0.decision.map { "\($0.chain) \($0.functions)" } ?? "no chain" }).sorted()
            .joined(separator: " or ")
    }

    private static func text(_ loss: WalkEvent) -> String {
        switch loss {
        case .droppedBySwitch(let datapath, let reason, _): "switch \(datapath) dropped it: \(text(reason))"
        case .droppedByBox(let box, let reason, _): "\(box) dropped: \(reason)"
        case .unattached(let port, _): "nothing at \(port)"
        case .tunnelEndMissing(let port, _, _): "no tunnel end from \(port)"
        case .hopLimit: "loops"
        default: ""
        }
    }

    private static func text(_ reason: DropReason) -> String {
        switch reason {
        case .noMatch(let table): "no match in table \(table)"
        case .rule(let table, let rule): "rule \(rule.priority) of table \(table)"
        case .notice(let notice): "\(notice)"
        case .portDown: "port down"
        }
    }
}
