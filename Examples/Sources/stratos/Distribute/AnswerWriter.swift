internal import CloudTopology
internal import FlowDistribution

/// Answers as JSON, one on a line, without an encoder: in streams that would take longer than the solver.
struct AnswerWriter {
    /// What was written since it was last taken.
    private(set) var bytes: [UInt8] = []
    /// The sum of the weights of a chain's paths.
    static let totalWeight = 100

    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Appends an answer and the end of its line.
    mutating func write(_ outcome: DistributionSolving.Outcome, of document: DistributionDocument, isElastic: Bool) {
        let names = document.problem.sites.map { Self.quoted($0.name) }
        append("{")
        if let id = document.id { append("\"id\":\(Self.quoted(id)),") }
        switch outcome.result {
        case .optimal(let distribution):
            append("\"status\":\"optimal\",\"objective\":\(distribution.objective + 0)")
            if isElastic { writeList("carried", distribution.carried) { $0.append("\($1)") } }
            write(distribution, of: document.problem, names)
        case .infeasible(let infeasibility):
            append("\"status\":\"infeasible\"")
            writeList("binding", infeasibility.shortfalls) { writer, shortfall in
                let resource = Self.resource(shortfall.resource, names)
                writer.append("{\(resource),\"short_by\":\(shortfall.amount)}")
            }
        case .limit: append("\"status\":\"timeLimit\"")
        }
        if let solver = outcome.solver { append(",\"solver\":\(Self.quoted(solver))") }
        append(",\"seconds\":\(outcome.seconds)}\n")
    }

    private mutating func write(
        _ distribution: Distribution, of problem: DistributionProblem, _ names: [String]
    ) {
        writeList("flows", distribution.flows) { writer, flow in
            writer.append("{\"chain\":\(flow.chain),\"position\":\(flow.position),\"from\":")
            writer.append(names[flow.from.index])
            writer.append(",\"to\":")
            writer.append(names[flow.to.index])
            writer.append(",\"volume\":\(flow.volume)}")
        }
        writeList("paths", distribution.paths(of: problem, totalWeight: Self.totalWeight)) { writer, path in
            writer.append("{\"chain\":\(path.chain)")
            writer.writeList("instances", path.instances) { $0.append(names[$1.index]) }
            writer.append(",\"weight\":\(path.weight)}")
        }
    }

    private mutating func writeList<Element>(
        _ key: String, _ elements: [Element], _ write: (inout AnswerWriter, Element) -> Void
    ) {
        append(",\"\(key)\":[")
        var isFirst = true
        for element in elements {
            if !isFirst { append(",") }
            isFirst = false
            write(&self, element)
        }
        append("]")
    }

    private static func resource(_ resource: Infeasibility.Resource, _ names: [String]) -> String {
        switch resource {
        case .bandwidth(let pair): "\"bandwidth\":\"\(pair)\""
        case .link(let link): "\"link\":\"\(link)\""
        case .capacity(let site): "\"instance\":\(names[site.index])"
        }
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// A string as JSON.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard !isPlain else { return "\"\(text)\"" }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case ..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
