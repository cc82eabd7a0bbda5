internal import ChainComposition
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
    let chain: ChainID
    /// ``SoakRun/revision`` when it was opened.
    let revision: Int
}

extension SoakRun {
    /// How many flows may be alive at a time; the oldest is closed to make room.
    private static let liveLimit = 4

    /// Opens a flow and holds its first packet, and the first reply, against the policy.
    mutating func openFlow(in other: Policy? = nil) {
        guard opensFlows, !isProved, let draw = drawFlow(in: other ?? policy) else { return }
        // Ports are drawn from many, but a flow that is alive is not new.
        guard !live.contains(where: { $0.draw.flow == draw.flow && $0.draw.tenant == draw.tenant }) else { return }
        let verdicts = evaluators.map { $0.evaluate(draw.flow, at: draw.ingress) }
        lastHeardOf.append(steered.network.now)
        report.flows += 1
        accept(steered.open(draw.flow, marking: draw.marking, from: draw.ingress), draw, verdicts)
    }

    private mutating func drawFlow(in policy: Policy) -> FlowDraw? {
        if generator.isExtended, generator.random.chance(25), let companion = companion(in: policy) { return companion }
        guard generator.random.chance(10), let again = generator.random.element(of: unserved),
            policy[tenant: again.tenant]?.endpoints.contains(where: { $0.attachment?.port == again.ingress }) == true
        else {
            return generator.flow(in: policy)
        }
        return again
    }

    /// Another flow between the addresses of one that is alive.
    private mutating func companion(in policy: Policy) -> FlowDraw? {
        guard let draw = generator.random.element(of: live)?.draw, policy[tenant: draw.tenant] != nil else {
            return nil
        }
        return FlowDraw(
            tenant: draw.tenant, ingress: draw.ingress,
            flow: FiveTuple(
                source: draw.flow.source, destination: draw.flow.destination, transport: draw.flow.transport,
                sourcePort: TransportPort(rawValue: UInt16(clamping: generator.random.integer(1024...65535))),
                destinationPort: draw.flow.destinationPort))
    }

    mutating func accept(_ first: PacketExchange, _ draw: FlowDraw, _ verdicts: [SteeringVerdict]) {
        // A chain that is just being closed may be so behind its first box already.
        let isClosed = first.arrivals.isEmpty && verdicts.contains { $0.decision == nil }
        guard !isClosed, !first.visits.isEmpty || !first.arrivals.isEmpty else {
            notServed(first, draw, verdicts)
            return
        }
        // The tracker knows it from now on: datagrams that came again would be no new flow.
        unserved.removeAll { $0 == draw }
        let decisions = verdicts.compactMap(\.decision)
        let matching = decisions.filter { matches($0, first, draw) }
        guard let decision = matching.last else {
            violate(
                decisions.isEmpty ? .escaped : .offChain,
                "\(draw.flow) at \(draw.ingress) visited \(first.visits), replies \(first.replyVisits ?? []), arrived at \(first.arrivals.map(\.endpoint)), "
                    + "asked for \(SoakText.text(verdicts)); \(first.losses.map(SoakText.text))")
            return
        }
        guard let flow = liveFlow(first, draw, decision) else { return }
        check(first, flow, isNew: true)
        checkMarking(flow, matching)
        checkIsActive(first.visits, draw)
        checkFollows(flow)
        live.append(flow)
        if live.count > Self.liveLimit { close(0) }
    }

    /// A flow that nobody served must be one of no chain; or its chain is being changed and its entry is closed.
    private mutating func notServed(_ first: PacketExchange, _ draw: FlowDraw, _ verdicts: [SteeringVerdict]) {
        if verdicts.contains(where: { $0.decision == nil }) {
            unserved = (unserved + [draw]).suffix(4)
            return
        }
        if mayBeClosed(draw, verdicts) {
            report.flowsHeldBack += 1
        } else {
            violate(
                .lost,
                "\(draw.flow) at \(draw.ingress) was not served: \(first.losses.map(SoakText.text)), asked for "
                    + SoakText.text(verdicts))
        }
    }

    /// The update says that it closes the entry of the flow's old chain, and chains of the tenant change, this one or
    /// one that may share boxes with it; where only instances and weights change, every entry stays open.
    private func mayBeClosed(_ draw: FlowDraw, _ verdicts: [SteeringVerdict]) -> Bool {
        let chains = evaluators.map { $0.policy[tenant: draw.tenant]?.chains }
        guard chains.first != chains.last, let chain = verdicts.first?.decision?.chain,
            let plan = steered.plan.tenants[draw.tenant]
        else { return false }
        return plan.heads.contains { head in
            head.port == draw.ingress && closing.contains(head.group)
                && plan[subchain: head.subchain]?.chains.contains(chain) == true
        }
    }

    private func liveFlow(
        _ first: PacketExchange, _ draw: FlowDraw, _ decision: SteeringDecision
    ) -> LiveFlow? {
        ends(of: decision, draw).map { ends in
            LiveFlow(
                draw: draw, source: ends.source, destination: ends.destination, visits: first.visits,
                replyVisits: first.replyVisits ?? [], arrival: first.arrivals.first?.packet.fiveTuple,
                arrivalMarking: first.arrivals.first?.packet.dscp ?? .bestEffort, chain: decision.chain,
                revision: revision)
        }
    }

    /// A packet and its reply on every live flow.
    mutating func continueFlows() {
        for flow in live {
            check(
                steered.exchange(flow.draw.flow, marking: flow.draw.marking, from: flow.draw.ingress), flow,
                isNew: false)
        }
    }

    func text(_ flow: LiveFlow) -> String { "\(flow.draw.flow) at \(flow.draw.ingress)" }

    /// Closes a live flow; datagrams just end.
    mutating func close(_ index: Int) {
        let flow = live.remove(at: index)
        lastHeardOf.append(steered.network.now)
        if let last = steered.close(flow.draw.flow, marking: flow.draw.marking, from: flow.draw.ingress) {
            check(last, flow, isNew: false)
        }
    }

}
