/// Something that happens to a deployment under traffic.
public enum SoakEvent: String, Hashable, Sendable, CaseIterable {
    // Instances
    case instanceAdded, instanceDrained, instanceResumed, instanceRemoved, instanceLost, instanceMigrated
    case reweighted, pathsWeighted
    case instancesFailed, instancesRecovered
    // Functions, classes, chains, tenants
    case functionInserted, functionLeftOut, functionReplaced, chainReordered
    case classChanged, prioritiesExchanged, chainAdded, chainRemoved, carrierChanged, tenantAdded, tenantRemoved
    case manglesLate, manglesNoMore
    // Machines and time
    case switchRestarted, controllerRestarted, startedAnew
    case timePassed, flowsClosed, drainedReleased

    /// How often it is drawn beside the others.
    var frequency: Int {
        switch self {
        case .instanceAdded, .instanceDrained, .reweighted, .instanceMigrated: 10
        case .instanceRemoved, .drainedReleased, .timePassed: 12
        case .flowsClosed, .pathsWeighted, .chainReordered: 6
        case .functionInserted, .functionLeftOut, .functionReplaced, .classChanged, .prioritiesExchanged: 5
        case .instanceResumed, .instanceLost, .chainAdded, .chainRemoved, .switchRestarted, .carrierChanged: 4
        case .manglesLate, .manglesNoMore, .tenantAdded, .tenantRemoved, .controllerRestarted: 2
        case .startedAnew: 1
        case .instancesFailed, .instancesRecovered: 5
        }
    }

    /// True where flows are lost with what happens, whatever the rules are: a box does something else than before.
    var interruptsFlows: Bool { self == .manglesLate || self == .manglesNoMore }

    /// Every event as often as it is to be drawn.
    static let urn = urn(of: allCases.filter { !failures.contains($0) })
    /// With those that only extended deployments know.
    static let extendedUrn = urn(of: allCases)
    private static let failures: Set<SoakEvent> = [.instancesFailed, .instancesRecovered]

    private static func urn(of events: [SoakEvent]) -> [SoakEvent] {
        events.flatMap { Array(repeating: $0, count: $0.frequency) }
    }
}
