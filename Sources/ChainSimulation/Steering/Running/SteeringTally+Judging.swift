internal import ServiceChaining

extension SteeringTally {
    /// Judges a packet of a flow from its source.
    mutating func judge(_ way: PacketWay, of flow: inout LiveFlow, isFirst: Bool) {
        packets += 1
        if isFirst {
            flows += 1
            flow.instances = Dictionary(way.visits.map { ($0.function, $0.instance) }) { first, _ in first }
        } else {
            checkAffinity(way, flow)
        }
        let scheduled = flow.scheduled
        check(way, passes: scheduled.functions, reaches: scheduled.destination, scheduled.id)
    }

    /// Judges the reply to a packet; `forward` is the way of the packet.
    mutating func judgeReply(_ way: PacketWay, to forward: PacketWay, of flow: LiveFlow) {
        packets += 1
        checkAffinity(way, flow)
        let scheduled = flow.scheduled
        let isRight = check(way, passes: scheduled.functions.reversed(), reaches: scheduled.source, scheduled.id)
        // Functions in order, but through other instances, is wrong too.
        if isRight, !forward.visits.reversed().starts(with: way.visits) { countWrong(scheduled.id) }
    }

    private mutating func checkAffinity(_ way: PacketWay, _ flow: LiveFlow) {
        let hasMoved = way.visits.contains { visit in
            flow.instances[visit.function].map { $0 != visit.instance } ?? false
        }
        guard hasMoved else { return }
        affinityViolations += 1
        movedFlows.insert(flow.scheduled.id)
    }

    /// A packet that is lost on the way is not wrong as long as it has passed a beginning of its chain.
    @discardableResult
    private mutating func check(
        _ way: PacketWay, passes functions: [FunctionID], reaches end: String, _ flow: Int
    ) -> Bool {
        let passed = way.visits.map(\.function)
        if way.arrivals.isEmpty {
            lost += 1
            brokenFlows.insert(flow)
        }
        let isRight =
            way.arrivals.isEmpty ? functions.starts(with: passed) : functions == passed && way.arrivals == [end]
        if !isRight { countWrong(flow) }
        return isRight
    }

    private mutating func countWrong(_ flow: Int) {
        wrongSequences += 1
        wrongFlows.insert(flow)
    }
}
