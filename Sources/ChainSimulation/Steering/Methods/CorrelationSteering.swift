internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// Packet correlation, SIMPLE's idea: the flow space is divided by wildcard rules, and behind a box that rewrites the
/// controller finds out by comparing packets which flow is which, and installs exact rules for it.
///
/// New flows are copied to the controller where they enter such a box, and held back where they leave it until the
/// flows of a burst can be compared.
struct CorrelationSteering: SteeringMethod {
    private var hops: HopByHop?
    private var programs: [DatapathID: SwitchProgram] = [:]
    private var correlator = Correlator()
    private var held: [Held] = []
    private var attributions: [Attribution] = []

    /// A packet at the far side of a box, of a flow that is not known there.
    private struct Held {
        let packetIn: PacketIn
        let port: SwitchPort
        let sample: Correlator.Sample
    }

    mutating func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages] {
        let hops = HopByHop(policy, after: hops)
        var next = hops.baseProgram()
        next.add(hops.dividedRules(for: hops.decisions.filter(\.isIdentified)))
        next.add(
            hops.handingUp(
                hops.decisions.filter { $0.direction == .forward && $0.position > 0 && hops.startsSegment($0) }))
        next.add(Self.copies(hops))
        defer { (self.hops, programs) = (hops, next) }
        return programs.messages(to: next)
    }

    /// What enters a box that rewrites is copied to the controller; the cookie says which box.
    private static func copies(_ hops: HopByHop) -> [(DatapathID, RuleKey, Rule)] {
        rewritingInstances(hops).map { instance in
            let port = instance.attachment.left
            return (
                port.datapath, hops.deliveryKey(port, priority: 200),
                Rule([.applyActions([.output(.controller)] + hops.delivery(to: port))], cookie: cookie(instance, hops))
            )
        }
    }

    private static func rewritingInstances(_ hops: HopByHop) -> [ServiceInstance] {
        hops.policy.tenants.flatMap { tenant in
            tenant.instances.filter { hops.rewrites($0.function, in: tenant.id) }
        }
    }

    private static func cookie(_ instance: ServiceInstance, _ hops: HopByHop) -> Cookie {
        Cookie(rawValue: RuleCookie.owner | UInt64(hops.key(of: instance.attachment.left)))
    }

    mutating func answer(_ packetIn: PacketIn, from datapath: DatapathID, at time: Duration) -> [SwitchMessages] {
        guard let hops, let number = packetIn.inPort, let packet = EthernetFrame.parse(packetIn.data),
            let flow = packet.fiveTuple
        else { return [] }
        let port = SwitchPort(datapath, number)
        let sample = { Correlator.Sample(flow: flow, payload: packet.payload, time: time, box: $0) }
        if let box = Self.rewritingInstances(hops).first(where: { $0.attachment.right == port }) {
            let known = Self.cookie(box, hops).rawValue
            held.append(Held(packetIn: packetIn, port: port, sample: sample(known)))
        } else {
            correlator.enter(sample(packetIn.cookie.rawValue))
        }
        return []
    }

    mutating func settle() -> [SwitchMessages] {
        defer { held = [] }
        return held.sorted { $0.sample.time < $1.sample.time }.flatMap { release($0) }
    }

    /// Takes a flow for the one that fits best, and lets it go on along the rest of that flow's chain.
    private mutating func release(_ held: Held) -> [SwitchMessages] {
        let flow = held.sample.flow
        let entering = correlator.claim(held.sample)
        attributions.append(Attribution(leaving: flow, entering: entering))
        guard let hops else { return [] }
        let decision = entering.flatMap { continuation(of: $0, at: held.port, hops) }
        guard let decision = decision ?? hops.decision(for: flow, at: held.port, .forward),
            let segment = hops.segment(
                from: held.port, by: decision,
                pick: { function in
                    FlowSpaceShares(hops.activeInstances(of: function, in: decision.tenant))
                        .instance(forPort: flow.sourcePort)
                })
        else { return [] }
        return hops.exactRules(for: flow, along: segment) + (entering.map { stopCopying($0, held, hops) } ?? [])
            + [.again(held.packetIn, at: held.port)]
    }

    /// What is to be decided at a port for the chain that a flow belonged to when its headers still said so.
    private func continuation(of flow: FiveTuple, at port: SwitchPort, _ hops: HopByHop) -> HopDecision? {
        let chain = hops.decisions.filter { decision in
            decision.direction == .forward && decision.isIdentified && decision.classes.contains { $0.matches(flow) }
        }.max { $0.rank < $1.rank }
        return hops.decisions.first {
            $0.direction == .forward && $0.tenant == chain?.tenant && $0.chain == chain?.chain
                && $0.ports.contains(port)
        }
    }

    /// Packets of a flow that is known now need no copy any more.
    private func stopCopying(_ flow: FiveTuple, _ held: Held, _ hops: HopByHop) -> [SwitchMessages] {
        guard let box = Self.rewritingInstances(hops).first(where: { $0.attachment.right == held.port }) else {
            return []
        }
        let port = box.attachment.left
        let key = hops.deliveryKey(port, priority: 300, flow.exactMatch)
        let rule = FlowMod(
            .add, table: key.table.id, priority: key.priority, match: key.match,
            instructions: [.applyActions(hops.delivery(to: port))], cookie: RuleCookie.shared,
            idleTimeout: SteeringConfiguration.idleTimeout)
        return [SwitchMessages(port.datapath, [.flowMod(rule)])]
    }

    mutating func drainAttributions() -> [Attribution] {
        defer { attributions = [] }
        return attributions
    }
}
