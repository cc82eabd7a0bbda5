internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
import Synchronization

/// Answers packets of new flows in the reactive engine, on whatever thread they arrive.
///
/// The decision is ``ReactiveSteering``'s; the lock around it is the only thing that happens here.
final class ReactiveResponder: Sendable {
    private let steering: Mutex<ReactiveSteering>
    private let clock: @Sendable () -> Duration
    private let resets: ResetResponder

    /// - Parameter clock: the time from any origin; real, or that of an emulated network.
    init(
        timeouts: ReactiveSteering.Timeouts, clock: @escaping @Sendable () -> Duration,
        resets: ResetResponder = ResetResponder()
    ) {
        self.clock = clock
        self.resets = resets
        steering = Mutex(ReactiveSteering(SteeringPlan(), timeouts: timeouts))
    }

    var flowsByPath: [PathID: Int] {
        steering.withLock { steering in
            steering.forget(now: clock())
            return steering.flowsByPath
        }
    }

    /// Decides by another plan from now on.
    ///
    /// - Returns: what each switch has to be told, lest rules of paths that are gone live on.
    func update(_ plan: SteeringPlan) -> [DatapathID: [Message.Body]] {
        let outdated = steering.withLock { $0.update(plan) }
        return Dictionary(grouping: outdated, by: \.0).mapValues { $0.map { .flowMod($0.1) } }
    }

    var recordedFlows: [RecordedFlow] { steering.withLock { $0.recordedFlows } }

    /// Takes flows over, and says with which rules.
    func adopt(_ flows: [RecordedFlow]) -> [DatapathID: [Message.Body]] {
        let rules = steering.withLock { $0.adopt(flows) }
        return Dictionary(grouping: rules, by: \.0).mapValues { $0.map { .flowMod($0.1) } }
    }

    /// Rules first, then the packet goes through the tables again. What no rule can tell is sent on its way at once.
    var answer: PacketInAnswer {
        { [self] datapath, packetIn in
            guard let port = packetIn.inPort, let packet = EthernetFrame.parse(packetIn.data),
                let flow = packet.fiveTuple
            else {
                return []
            }
            if let related = packet.related(to: flow) {
                let sent = steering.withLock {
                    $0.send(related, marking: packet.dscp, at: SwitchPort(datapath, port))
                }
                guard let sent else { return [] }
                let onward = PacketOut(inPort: port, actions: sent.way, data: packetIn.data)
                return sent.rules.map { ($0.0, [.flowMod($0.1)]) } + [(datapath, [.packetOut(onward)])]
            }
            let decision = steering.withLock {
                $0.decide(flow, marking: packet.dscp, at: SwitchPort(datapath, port))
            }
            switch decision {
            case .reset(let path, let direction):
                return resets.answer(packetIn, mark: path.mark(direction), isTracked: false)
            case .drop(let rule):
                return [(datapath, [.flowMod(rule)])]
            case .install(_, let rules):
                let again = PacketOut(inPort: port, actions: [.output(.table)], data: packetIn.data)
                return rules.map { ($0.0, [.flowMod($0.1)]) } + [(datapath, [.packetOut(again)])]
            }
        }
    }

    var ruleRemoved: FlowRemovedNotice {
        { [self] datapath, removed in
            guard let (port, flow) = removed.match.exactFlow, let mark = RuleCookie.mark(of: removed.cookie) else {
                return
            }
            let path = PathID.of(mark: mark).path
            steering.withLock { $0.ruleRemoved(flow, at: SwitchPort(datapath, port), of: path, now: clock()) }
        }
    }
}

extension Packet {
    /// What the packet is to a flow whose exact rule it does not match.
    fileprivate func related(to flow: FiveTuple) -> RelatedPacket? {
        if let reportedFlow { return .error(about: reportedFlow) }
        return ip?.fragment.map { .fragment(of: flow, identification: $0.identification, isFirst: !$0.isLater) }
    }
}
