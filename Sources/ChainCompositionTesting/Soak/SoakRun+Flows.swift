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
    let arrivalMarking: DSCP
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
        accept(steered.open(draw.flow, marking: draw.marking, from: draw.ingress), draw, verdicts)
    }

    mutating func accept(_ first: PacketExchange, _ draw: FlowDraw, _ verdicts: [SteeringVerdict]) {
        guard !first.visits.isEmpty || !first.arrivals.isEmpty else {
            notServed(first, draw, verdicts)
            return
        }
        let decisions = verdicts.compactMap(\.decision)
        guard let decision = decisions.last(where: { matches($0, first, draw) }) else {
            violate(
                decisions.isEmpty ? .escaped : .offChain,
                "\(draw.flow) at \(draw.ingress) visited \(first.visits), replies \(first.replyVisits ?? []), arrived at \(first.arrivals.map(\.endpoint)), "
                    + "asked for \(Self.text(verdicts)); \(first.losses.map(Self.text))")
            return
        }
        guard let flow = liveFlow(first, draw, decision) else { return }
        check(first, flow, isNew: true)
        checkMarking(flow, decision)
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

    /// The chain's endpoint got the packet, which passed the chain's functions in order, and taps got copies; replies
    /// passed what the chain says.
    private func matches(_ decision: SteeringDecision, _ first: PacketExchange, _ draw: FlowDraw) -> Bool {
        guard let ends = ends(of: decision, draw), passes(decision.functions, first.visits, draw.tenant) else {
            return false
        }
        let mayReply = first.replyVisits.map { replies in
            passes(decision.repliesPass, replies, draw.tenant)
                && (decision.direction == .unidirectional
                    || inline(replies, draw.tenant) == inline(first.visits, draw.tenant).reversed())
        }
        return mayReply ?? true && first.arrivals.allSatisfy { $0.endpoint == ends.destination }
    }

    /// The functions that packets pass stand in order; where copies come in between does not matter.
    private func passes(_ functions: [FunctionID], _ visits: [String], _ tenant: TenantID) -> Bool {
        let taps = Set(functions.filter { isTap($0, tenant) })
        let passed = visits.map { steered.functions[$0] ?? "nobody" }
        return passed.filter { !isTap($0, tenant) } == functions.filter { !taps.contains($0) }
            && passed.filter { isTap($0, tenant) }.sorted() == taps.sorted()
    }

    private func inline(_ visits: [String], _ tenant: TenantID) -> [String] {
        visits.filter { box in !(steered.functions[box].map { isTap($0, tenant) } ?? false) }
    }

    private func isTap(_ function: FunctionID, _ tenant: TenantID) -> Bool {
        evaluators.contains { $0.policy[tenant: tenant]?[function: function]?.insertion == .tap }
    }

    private func ends(of decision: SteeringDecision, _ draw: FlowDraw) -> (source: String, destination: String)? {
        let chain = evaluators.compactMap { $0.policy[tenant: draw.tenant]?[chain: decision.chain] }.last
        guard let chain else { return nil }
        let names = [chain.source, chain.destination].map { SteeredNetwork.name(draw.tenant, $0.name) }
        return decision.beginner == .source ? (names[0], names[1]) : (names[1], names[0])
    }

    private func liveFlow(
        _ first: PacketExchange, _ draw: FlowDraw, _ decision: SteeringDecision
    ) -> LiveFlow? {
        ends(of: decision, draw).map { ends in
            LiveFlow(
                draw: draw, source: ends.source, destination: ends.destination, visits: first.visits,
                replyVisits: first.replyVisits ?? [], arrival: first.arrivals.first?.packet.fiveTuple,
                arrivalMarking: first.arrivals.first?.packet.dscp ?? .bestEffort)
        }
    }

    /// A packet and its reply on every live flow.
    mutating func continueFlows() {
        for flow in live { check(steered.exchange(flow.draw.flow, marking: flow.draw.marking, from: flow.draw.ingress), flow, isNew: false) }
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
        if ends.contains(where: { $0.packet.vlan != nil || $0.packet.unwrapped != $0.packet }) {
            violate(.headersChanged, "\(text(flow)): a tag got out")
        }
        if ends.map(\.packet.dscp) != [flow.arrivalMarking, .bestEffort] {
            violate(.headersChanged, "\(text(flow)): arrived with DSCP \(ends.map(\.packet.dscp))")
        }
        let breaks = flow.visits.contains { box in breaksIdentity(box, flow.draw.tenant) }
        if ends.first?.packet.fiveTuple != flow.arrival || !breaks && flow.arrival != flow.draw.flow {
            violate(.headersChanged, "\(text(flow)): arrived as \(ends.first?.packet.fiveTuple.map { "\($0)" } ?? "none")")
        }
        if ends.last?.packet.fiveTuple != flow.draw.flow.reversed || !exchange.isGenuine {
            violate(.headersChanged, "\(text(flow)): another reply came back")
        }
    }

    /// A value that the chain keeps arrives; another one may as well, where tags travel elsewhere.
    private mutating func checkMarking(_ flow: LiveFlow, _ decision: SteeringDecision) {
        let chain = evaluators.compactMap { $0.policy[tenant: flow.draw.tenant]?[chain: decision.chain] }.last
        let isKept = chain?.keptMarkings.contains(flow.draw.marking) ?? false
        let wanted = isProxied(flow) ? .bestEffort : flow.draw.marking
        if flow.arrivalMarking != wanted, isKept || flow.arrivalMarking != .bestEffort {
            violate(.headersChanged, "\(text(flow)): marked \(flow.draw.marking), arrived with \(flow.arrivalMarking)")
        }
    }

    /// A proxy's connections have markings of their own.
    private func isProxied(_ flow: LiveFlow) -> Bool {
        flow.visits.contains { box in
            steered.functions[box].flatMap { policy[tenant: flow.draw.tenant]?[function: $0]?.headers } == .terminates
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
        if let last = steered.close(flow.draw.flow, marking: flow.draw.marking, from: flow.draw.ingress) { check(last, flow, isNew: false) }
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
