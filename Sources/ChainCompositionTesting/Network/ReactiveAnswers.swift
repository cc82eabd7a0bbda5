internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation

/// The controller of the reactive engine: `ReactiveSteering` decides, this carries its decisions to and fro.
public struct ReactiveAnswers: Sendable {
    private var steering: ReactiveSteering
    private let fault: PlantedFault?

    /// Short times, so that rules idle out under live flows and memory is used.
    static let timeouts = ReactiveSteering.Timeouts(ruleIdle: 10, memory: .seconds(60), drop: 5)

    init(fault: PlantedFault?) {
        self.fault = fault
        steering = ReactiveSteering(SteeringPlan(), timeouts: Self.timeouts)
    }

    mutating func update(_ plan: SteeringPlan) -> [(DatapathID, FlowMod)] {
        let changes = steering.update(plan)
        return fault?.plant(in: changes) ?? changes
    }

    /// Rules first, then the packet goes through the tables again. What no rule can tell is sent on its way at once.
    mutating func answer(_ packetIn: PacketIn, from datapath: DatapathID) -> [(DatapathID, Message.Body)] {
        guard let port = packetIn.inPort, let packet = EthernetFrame.parse(packetIn.data), let flow = packet.fiveTuple
        else { return [] }
        if let related = packet.related(to: flow) {
            guard let sent = steering.send(related, marking: packet.dscp, at: SwitchPort(datapath, port)) else {
                return []
            }
            let onward = PacketOut(inPort: port, actions: sent.way, data: packetIn.data)
            return sent.rules.map { ($0.0, .flowMod($0.1)) } + [(datapath, .packetOut(onward))]
        }
        switch decide(flow, marking: packet.dscp, at: SwitchPort(datapath, port)) {
        // Nothing resets connections here: their packets are dropped.
        case .reset: return []
        case .drop(let rule):
            return [(datapath, .flowMod(rule))]
        case .install(_, let rules):
            let again = PacketOut(inPort: port, actions: [.output(.table)], data: packetIn.data)
            return rules.map { ($0.0, .flowMod($0.1)) } + [(datapath, .packetOut(again))]
        }
    }

    /// What is done about a packet for which a switch has no rule, a fault in it included.
    mutating func decide(_ flow: FiveTuple, marking: DSCP, at port: SwitchPort) -> ReactiveSteering.Decision {
        let decision = steering.decide(flow, marking: marking, at: port)
        guard let fault, case .install(let path, let rules) = decision else { return decision }
        return .install(path, fault.plant(in: rules))
    }

    mutating func ruleRemoved(_ removed: FlowRemoved, from datapath: DatapathID, now: Duration) {
        guard fault != .removalsIgnored, let (port, flow) = removed.match.exactFlow,
            let mark = RuleCookie.mark(of: removed.cookie)
        else { return }
        steering.ruleRemoved(flow, at: SwitchPort(datapath, port), of: PathID.of(mark: mark).path, now: now)
    }

    mutating func rulesLost(on datapath: DatapathID, now: Duration) {
        steering.rulesLost(on: datapath, now: now)
    }

    mutating func flowsByPath(now: Duration) -> [PathID: Int] {
        steering.forget(now: now)
        return steering.flowsByPath
    }

    /// How many directions of flows are remembered.
    var rememberedDirections: Int { steering.rememberedDirections }
}

extension Packet {
    /// What the packet is to a flow whose exact rule it does not match.
    fileprivate func related(to flow: FiveTuple) -> RelatedPacket? {
        if let reportedFlow { return .error(about: reportedFlow) }
        return ip?.fragment.map { .fragment(of: flow, identification: $0.identification, isFirst: !$0.isLater) }
    }
}
