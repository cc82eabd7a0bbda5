import MiddleboxInference
import OpenFlowEmulation
import Testing

/// How often verdicts are right, by box and by how many packets are sampled.
@Suite struct AccuracyTests {
    @Test("every packet sampled: every verdict is right", arguments: BoxKind.allCases)
    func everyPacket(kind: BoxKind) {
        for seed in UInt64(1)...3 {
            let finding = HeaderInference().judge(TrafficModel().window(through: kind.box, seed: seed))
            #expect(finding.verdict == kind.verdict, "seed \(seed): \(finding)")
        }
    }

    @Test("one way only", arguments: BoxKind.allCases.filter { $0 != .cache })
    func oneWay(kind: BoxKind) {
        var model = TrafficModel()
        model.hasReplies = false
        let finding = HeaderInference().judge(model.window(through: kind.box, seed: 4))
        #expect(finding.verdict == kind.verdict, "\(finding)")
    }

    @Test("sparse samples: undecided rather than wrong", arguments: [4, 10, 30, 100])
    func sparse(rate: Int) {
        var table = AccuracyTable()
        for kind in BoxKind.allCases {
            var model = TrafficModel()
            model.rate = rate
            model.flows = 150
            model.packetsPerFlow = 20
            for seed in UInt64(1)...2 {
                table.add(kind, HeaderInference().judge(model.window(through: kind.box, seed: seed)))
            }
        }
        #expect(table.falseAlarms == 0, "\(table)")
        #expect(table.misses == 0, "\(table)")
    }
}

/// Verdicts by what is right.
struct AccuracyTable: CustomStringConvertible {
    /// Boxes that preserve headers and were said not to.
    private(set) var falseAlarms = 0
    /// Boxes that rewrite and were said to preserve headers.
    private(set) var misses = 0
    private(set) var undecided = 0
    /// Found to rewrite, but not exactly how.
    private(set) var inexact = 0
    private(set) var exact = 0
    private(set) var samples = 0
    private(set) var mistakes: [String] = []

    mutating func add(_ kind: BoxKind, _ finding: MiddleboxFinding) {
        samples += finding.evidence.samples
        switch finding.verdict {
        case kind.verdict: exact += 1
        case .undecided: undecided += 1
        case .preserving:
            misses += 1
            mistakes.append("\(kind): \(finding)")
        default:
            if kind.rewrites { inexact += 1 } else { falseAlarms += 1 }
            mistakes.append("\(kind): \(finding)")
        }
    }

    var description: String {
        "exact \(exact), inexact \(inexact), undecided \(undecided), false alarms \(falseAlarms), misses \(misses), "
            + "samples \(samples)\n" + mistakes.joined(separator: "\n")
    }
}
