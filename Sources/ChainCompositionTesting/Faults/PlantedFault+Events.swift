extension PlantedFault {
    /// What has to happen for the fault to show; nothing where any traffic may do.
    ///
    /// Among the events of a soak these are rare, or rare one after the other. A search draws from these alone.
    public var telling: [SoakEvent] {
        switch self {
        case .drainingPathPicked, .drainingPathForgotten: [.instanceDrained, .instanceResumed, .instanceAdded]
        case .closingSkipped:
            [.chainReordered, .chainReordered, .functionInserted, .functionLeftOut, .functionReplaced, .instanceAdded]
        case .exactRulesKept, .deadMarkKept:
            [.instanceDrained, .instanceRemoved, .instanceLost, .drainedReleased, .instanceAdded]
        case .dropsKept: [.classChanged, .prioritiesExchanged, .chainAdded, .chainRemoved]
        case .removalsIgnored: [.timePassed, .drainedReleased]
        default: []
        }
    }

    /// Why the verifier cannot find the fault; `nil` where it can.
    public var reasonNotProved: String? {
        switch self {
        case .removalsIgnored:
            "no rule and no packet is wrong: the controller remembers flows for ever, and their paths never drain"
        default: nil
        }
    }
}
