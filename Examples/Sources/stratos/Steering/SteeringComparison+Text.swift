internal import ChainSimulation
internal import Foundation

extension SteeringComparison {
    /// True where the suite's own engines, if they were compared, kept every flow on its chain and its instances.
    var isGood: Bool {
        let mistakes: [SteeringMetric] = [.movedFlows, .affinityViolations, .wrongFlows, .wrongSequences, .lostPackets]
        return rows.filter(\.method.isOurs).allSatisfy { row in
            mistakes.allSatisfy { row[$0].map { $0.maximum == 0 } ?? true }
        }
    }

    /// Two tables: what went wrong, and what it cost. Means over the seeds, and their range where they differ.
    func text(_ terminal: Terminal) -> String {
        let boxes = configuration.hasManglingBoxes ? "with a NAT" : "without boxes that rewrite packets"
        let size =
            "\(configuration.flows) flows in bursts of \(configuration.burst), \(configuration.changes) changes, "
            + "\(boxes), \(configuration.seeds.count) seeds"
        return terminal.paint("What went wrong: \(size)", .bold) + "\n" + correctness.text(terminal) + "\n"
            + terminal.paint("What it took", .bold) + "\n" + cost.text(terminal)
    }

    private var correctness: Table {
        var table = Table(
            "method", .right("flows moved"), .right("flows off their chain"), .right("flows with losses"),
            .right("packets lost"), .right("taken for another"))
        for row in rows {
            table.add(
                row.method.rawValue, Self.percent(row[.movedFlows]), Self.percent(row[.wrongFlows]),
                Self.percent(row[.brokenFlows]), Self.percent(row[.lostPackets]),
                Self.percent(row[.correlationErrors]))
        }
        return table
    }

    private var cost: Table {
        var table = Table(
            "method", .right("rules, most"), .right("mean"), .right("groups"), .right("buckets"),
            .right("connections"), .right("packet-ins/flow"), .right("flow-mods/flow"), .right("mods/change"))
        for row in rows {
            table.add(
                row.method.rawValue, Self.number(row[.mostRules]), Self.number(row[.meanRules]),
                Self.number(row[.groups]), Self.number(row[.buckets]), Self.number(row[.connections]),
                Self.decimal(row[.packetInsPerFlow]), Self.decimal(row[.flowModsPerFlow]),
                Self.decimal(row[.modsPerChange]))
        }
        return table
    }

    private static func percent(_ spread: Spread?) -> String {
        spread.map { range($0, scale: 100, digits: 1) + " %" } ?? "–"
    }

    private static func number(_ spread: Spread?) -> String { spread.map { range($0, scale: 1, digits: 0) } ?? "–" }

    private static func decimal(_ spread: Spread?) -> String { spread.map { range($0, scale: 1, digits: 2) } ?? "–" }

    private static func range(_ spread: Spread, scale: Double, digits: Int) -> String {
        let text = { (value: Double) in String(format: "%.\(digits)f", value * scale) }
        let (low, high) = (text(spread.minimum), text(spread.maximum))
        return low == high ? text(spread.mean) : "\(text(spread.mean)) (\(low)…\(high))"
    }
}
