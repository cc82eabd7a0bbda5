/// A mistake that a compiler, an updater or a controller might make, to be planted on purpose.
///
/// Whoever checks compiled rules, by traffic or by proof, should find each of them:
///
/// ```swift
/// for fault in PlantedFault.allCases where fault.place == .rules {
///     var programs = RuleCompiler(engine: ResidentEngine()).compile(plan)
///     guard fault.plant(in: &programs, of: plan) else { continue }     // nothing here to get wrong
///     // programs must be found faulty now
/// }
/// ```
///
/// A fault strikes the same paths, ports and groups again whenever the same plan is compiled, and where there are
/// several of a kind, not all of them: a compiler that is wrong everywhere is found too easily.
public enum PlantedFault: String, Hashable, Sendable, CaseIterable {
    // Rules along paths
    case hopLost, replyHopLost, endDeliveryLost, interiorDeliveryLost, startLost
    case tagsSwapped, tagOfAnotherPath, tagShared, tagNotCleared
    case portKeyWrong, peerWrong, linkAddressNotSet, tunnelIgnored
    case drainingPathForgotten
    // What is remembered of connections
    case zoneWrong, zoneShared, trackerSkipped, markParityWrong, replyMarkNotNoted, pathNotRemembered, deadMarkKept
    // Heads
    case bucketOfAnotherPath, bucketToNowhere, groupEmpty, drainingPathPicked
    case classLost, classTooWide, classPrioritiesInverted, headStale, familyMissing
    case ruleWithoutOwner
    // Updates
    case retiredFirst, divertedFirst, nothingRetired, groupsLeft, switchSkipped, modificationsSkipped, closingSkipped
    // Answers of the reactive engine
    case replyRuleMissing, directionsExchanged, exactRulesKept, dropsKept, removalsIgnored

    /// Where the mistake is made.
    public enum Place: Hashable, Sendable {
        /// In the compiled programs: ``plant(in:of:)``.
        case rules
        /// In the order or the completeness of updates: ``plant(in:)``.
        case updates
        /// In what the controller of the reactive engine answers: ``plant(in:)``.
        case answers
    }

    public var place: Place {
        switch self {
        case .retiredFirst, .divertedFirst, .nothingRetired, .groupsLeft, .switchSkipped, .modificationsSkipped,
            .closingSkipped:
            .updates
        case .replyRuleMissing, .directionsExchanged, .exactRulesKept, .dropsKept, .removalsIgnored: .answers
        default: .rules
        }
    }

    /// True where only rules of the resident engine can be wrong in this way.
    public var concernsTracking: Bool {
        switch self {
        case .startLost, .tagsSwapped, .tagOfAnotherPath, .zoneWrong, .zoneShared, .trackerSkipped, .markParityWrong,
            .replyMarkNotNoted, .pathNotRemembered, .deadMarkKept, .bucketOfAnotherPath, .bucketToNowhere, .groupEmpty,
            .drainingPathPicked, .classLost, .classTooWide, .classPrioritiesInverted, .headStale, .groupsLeft,
            .modificationsSkipped, .closingSkipped, .divertedFirst:
            true
        default: false
        }
    }
}
