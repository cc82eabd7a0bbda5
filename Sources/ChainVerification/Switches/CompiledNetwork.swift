internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow

/// The programs of all switches.
struct CompiledNetwork: Sendable {
    private(set) var switches: [DatapathID: CompiledSwitch] = [:]
    /// How many rules there are.
    private(set) var ruleCount = 0
    private var lastNumber = 0

    init(_ programs: [DatapathID: SwitchProgram]) {
        for (datapath, program) in programs {
            for (key, rule) in program.rules { set(rule, at: key, on: datapath) }
            for (group, buckets) in program.groups {
                switches[datapath, default: CompiledSwitch()].set(buckets, of: group)
            }
        }
    }

    private mutating func set(_ rule: Rule?, at key: RuleKey, on datapath: DatapathID) {
        var number = lastNumber
        if switches[datapath]?[key] != nil { ruleCount -= 1 }
        if rule != nil { ruleCount += 1 }
        switches[datapath, default: CompiledSwitch()].set(rule, at: key) {
            number += 1
            return number
        }
        lastNumber = number
    }

    /// Takes the parts that switches have in a step of an update.
    mutating func apply(_ changes: [DatapathID: SwitchChange]) {
        for (datapath, change) in changes {
            for rule in change.rules { set(rule.kind == .delete ? nil : rule.rule, at: rule.key, on: datapath) }
            for group in change.groups {
                switches[datapath, default: CompiledSwitch()]
                    .set(group.kind == .delete ? nil : group.buckets, of: group.group)
            }
        }
    }
}

/// What the switches hold at a moment: in the middle of a step some have had their turn and others have not.
struct NetworkMoment: Sendable {
    let before: CompiledNetwork
    /// `nil` while nothing is being changed.
    var after: CompiledNetwork?
    /// The switches that the step changes.
    var changing: Set<DatapathID> = []

    init(_ network: CompiledNetwork) { before = network }

    /// Between a network and what a step makes of it.
    init(from network: CompiledNetwork, to next: CompiledNetwork, changing: Set<DatapathID>) {
        before = network
        after = next
        self.changing = changing
    }

    func bridge(_ datapath: DatapathID, isUpdated: Bool) -> CompiledSwitch? {
        isUpdated ? (after ?? before).switches[datapath] : before.switches[datapath]
    }
}
