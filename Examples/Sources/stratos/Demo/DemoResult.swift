internal import ChainComposition
internal import NetworkTypes
internal import Stratos

/// What the emulated demonstration measured.
struct DemoResult: Encodable {
    var engine = ""
    var distribution: DemoDistribution?
    /// How often flows went from one switch to another, there and back: those that lived before the weights changed,
    /// and as many new ones.
    var crossingsBefore = 0
    var crossingsAfter = 0
    private(set) var flows = 0
    /// Flows whose first packet and reply visited what the evaluator says.
    private(set) var flowsAsThePolicySays = 0
    private(set) var packetsOnLiveFlows = 0
    private(set) var packetsLost = 0
    private(set) var flowsMoved = 0
    var packets = 0
    var pathsReleased = 0
    var pathsStillDraining = 0
    var changes: [Change] = []
    private var moved: Set<FiveTuple> = []

    private enum CodingKeys: String, CodingKey {
        case engine, distribution, crossingsBefore, crossingsAfter
        case flows, flowsAsThePolicySays, packetsOnLiveFlows, packetsLost, flowsMoved, packets
        case pathsReleased, pathsStillDraining, changes
    }

    struct Change: Encodable {
        let what: String
        let added: Int
        let modified: Int
        let deleted: Int
        let milliseconds: Double

        init(_ what: String, _ applied: AppliedUpdate) {
            let summary = applied.update.summary
            self.what = what
            (added, modified, deleted) = (summary.added, summary.modified, summary.deleted)
            milliseconds = applied.duration / .milliseconds(1)
        }

        var text: String {
            "\(what): \(added) rules and groups added, \(modified) modified, \(deleted) deleted"
        }
    }

    mutating func count(opened agrees: Bool) {
        flows += 1
        if agrees { flowsAsThePolicySays += 1 }
    }

    mutating func count(moved hasMoved: Bool, lost: Bool, flow: FiveTuple) {
        packetsOnLiveFlows += 1
        if lost { packetsLost += 1 }
        if hasMoved, moved.insert(flow).inserted { flowsMoved += 1 }
    }

    var isGood: Bool {
        flowsMoved == 0 && packetsLost == 0 && flowsAsThePolicySays == flows && distribution?.solverAgrees != false
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("measured", .right(""))
        table.add("flows opened", "\(flows)")
        table.add("… of which went where the policy says, both ways", "\(flowsAsThePolicySays)")
        table.add("packets sent, replies not counted", "\(packets)")
        table.add("… of which on live flows after a change", "\(packetsOnLiveFlows)")
        table.add("… of which were lost", "\(packetsLost)")
        table.add("paths given up after draining", "\(pathsReleased)")
        table.add("paths still draining", "\(pathsStillDraining)")
        let verdict = "\(flowsMoved) of \(flows) flows moved"
        return "\n" + terminal.paint("Summary", .bold) + "\n" + table.text(terminal) + "\n"
            + terminal.paint(verdict, isGood ? .green : .red) + "\n"
    }
}
