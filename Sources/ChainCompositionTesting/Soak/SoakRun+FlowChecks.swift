internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// What every packet of a flow is held against.
extension SoakRun {
    /// What may hold for new flows by a policy.
    ///
    /// The evaluator looks at functions. Of one that rewrites packets, one clone may have lost its instances while
    /// another has some; chains of the one are as if all had failed.
    static func evaluators(of policy: Policy) -> [PolicyEvaluator] {
        var policies = [policy]
        for index in policy.tenants.indices {
            let tenant = policy.tenants[index]
            let failed = Set(tenant.instances.filter { $0.state == .failed }.map(\.function))
            for function in failed.sorted() where tenant[function: function]?.headers.breaksIdentity == true {
                policies += policies.map { policy in
                    var policy = policy
                    for instance in tenant.instances.indices where tenant.instances[instance].function == function {
                        policy.tenants[index].instances[instance].state = .failed
                    }
                    return policy
                }
            }
        }
        return policies.map { PolicyEvaluator($0) }
    }

    /// The chain's endpoint got the packet, which passed the chain's functions in order, and taps got copies; replies
    /// passed what the chain says.
    func matches(_ decision: SteeringDecision, _ first: PacketExchange, _ draw: FlowDraw) -> Bool {
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

    func ends(of decision: SteeringDecision, _ draw: FlowDraw) -> (source: String, destination: String)? {
        let chain = evaluators.compactMap { $0.policy[tenant: draw.tenant]?[chain: decision.chain] }.last
        guard let chain else { return nil }
        let names = [chain.source, chain.destination].map { SteeredNetwork.name(draw.tenant, $0.name) }
        return decision.beginner == .source ? (names[0], names[1]) : (names[1], names[0])
    }

    mutating func check(_ exchange: PacketExchange, _ flow: LiveFlow, isNew: Bool) {
        if exchange.visits != flow.visits {
            violate(.flowMoved, "\(text(flow)): visited \(exchange.visits), before \(flow.visits)")
        } else if let replies = exchange.replyVisits, replies != flow.replyVisits, !isNew {
            violate(.flowMoved, "\(text(flow)): replies visited \(replies), before \(flow.replyVisits)")
        }
        // Rules go in for both directions, the reply's first.
        if isNew, exchange.replyQuestions > 0 {
            violate(.askedAgain, "\(text(flow)): its first reply went to the controller, which had just decided")
        }
        guard exchange.isComplete else {
            violate(
                .lost,
                "\(text(flow)): \(exchange.arrivals.count) and \(exchange.replyArrivals.count) arrived through "
                    + "\(exchange.visits) and \(exchange.replyVisits ?? []); \(exchange.losses.map(SoakText.text))")
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
            violate(
                .headersChanged, "\(text(flow)): arrived as \(ends.first?.packet.fiveTuple.map { "\($0)" } ?? "none")")
        }
        if ends.last?.packet.fiveTuple != flow.draw.flow.reversed || !exchange.isGenuine {
            violate(.headersChanged, "\(text(flow)): another reply came back")
        }
    }

    /// A value that the chain keeps arrives; another one may as well, where tags travel elsewhere.
    ///
    /// - Parameter decisions: what the flow may be of; during an update two chains may ask for the same way.
    mutating func checkMarking(_ flow: LiveFlow, _ decisions: [SteeringDecision]) {
        let tenants = evaluators.compactMap { $0.policy[tenant: flow.draw.tenant] }
        let isKept = decisions.allSatisfy { decision in
            let chain = tenants.compactMap { $0[chain: decision.chain] }.last
            return chain?.keptMarkings.contains(flow.draw.marking) ?? false
        }
        let wanted = isProxied(flow) ? .bestEffort : flow.draw.marking
        if flow.arrivalMarking != wanted, isKept || flow.arrivalMarking != .bestEffort {
            violate(.headersChanged, "\(text(flow)): marked \(flow.draw.marking), arrived with \(flow.arrivalMarking)")
        }
    }

    /// A proxy's connections have markings of their own.
    private func isProxied(_ flow: LiveFlow) -> Bool {
        let tenants = evaluators.compactMap { $0.policy[tenant: flow.draw.tenant] }
        return flow.visits.compactMap { steered.functions[$0] }.contains { function in
            tenants.contains { $0[function: function]?.headers == .terminates }
        }
    }

    func breaksIdentity(_ box: String, _ tenant: TenantID) -> Bool {
        guard let function = steered.functions[box] else { return true }
        return policy[tenant: tenant]?[function: function]?.headers.breaksIdentity ?? true
    }

    /// A sticky flow goes the way of one between the same addresses, where nothing has changed since that began.
    mutating func checkFollows(_ flow: LiveFlow) {
        let tenant = policy[tenant: flow.draw.tenant]
        guard let chain = tenant?[chain: flow.chain], chain.stickiness != .connection else { return }
        let companions = live.filter { other in
            other.revision == flow.revision && other.chain == flow.chain && other.draw.ingress == flow.draw.ingress
                && other.draw.flow.source == flow.draw.flow.source
                && other.draw.flow.destination == flow.draw.flow.destination
                && other.draw.flow.transport == flow.draw.flow.transport
        }
        for other in companions where other.visits != flow.visits {
            violate(.notFollowed, "\(text(flow)): visited \(flow.visits), \(text(other)) before \(other.visits)")
        }
        report.flowsFollowed += companions.isEmpty ? 0 : 1
    }

    /// New flows go to instances that were to take some, before the change that is under way or after it.
    mutating func checkIsActive(_ visits: [String], _ draw: FlowDraw) {
        let tenants = evaluators.compactMap { $0.policy[tenant: draw.tenant] }
        for box in visits {
            let states = tenants.flatMap(\.instances)
                .filter { SteeredNetwork.name(draw.tenant, $0.id.name) == box }.map(\.state)
            if !states.contains(.active) { violate(.drainingPicked, "\(draw.flow) was given to \(box)") }
        }
    }
}
