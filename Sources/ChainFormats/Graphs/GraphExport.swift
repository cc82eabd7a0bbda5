/// Writes graphs in the languages of drawing tools; the order of nodes and edges is kept.
public enum GraphExport {
    /// The graph in the DOT language of Graphviz: `dot -Tsvg graph.dot`.
    ///
    /// An edge whose end is no node of the graph is drawn to a node of that name.
    public static func dot(_ graph: LabelledGraph) -> String {
        var lines = ["digraph \(dotText(graph.name)) {", "    rankdir=LR;"]
        for node in graph.nodes {
            lines.append("    \(dotText(node.id)) [label=\(dotText(node.label)), shape=\(dotShape(node.shape))];")
        }
        for edge in graph.edges {
            var attributes: [String] = []
            if !edge.label.isEmpty { attributes.append("label=\(dotText(edge.label))") }
            if edge.isDashed { attributes.append("style=dashed") }
            let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
            lines.append("    \(dotText(edge.source)) -> \(dotText(edge.target))\(list);")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    /// The graph as a Mermaid flow chart, which code hosts draw inside Markdown.
    ///
    /// Nodes are numbered, since Mermaid's own names admit few characters.
    public static func mermaid(_ graph: LabelledGraph) -> String {
        var numbers: [String: Int] = [:]
        var nodes = graph.nodes
        for node in nodes where numbers[node.id] == nil { numbers[node.id] = numbers.count }
        for end in graph.edges.flatMap({ [$0.source, $0.target] }) where numbers[end] == nil {
            numbers[end] = numbers.count
            nodes.append(LabelledGraph.Node(end))
        }
        func name(_ id: String) -> String { "n\(numbers[id] ?? 0)" }
        var lines = ["flowchart LR"]
        for node in nodes {
            let (open, close) = mermaidShape(node.shape)
            lines.append("    \(name(node.id))\(open)\"\(mermaidText(node.label))\"\(close)")
        }
        for edge in graph.edges {
            let arrow = edge.isDashed ? "-.->" : "-->"
            let label = edge.label.isEmpty ? "" : "|\"\(mermaidText(edge.label))\"|"
            lines.append("    \(name(edge.source)) \(arrow)\(label) \(name(edge.target))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func dotShape(_ shape: LabelledGraph.Shape) -> String {
        switch shape {
        case .box: "box"
        case .ellipse: "ellipse"
        case .hexagon: "hexagon"
        }
    }

    private static func mermaidShape(_ shape: LabelledGraph.Shape) -> (open: String, close: String) {
        switch shape {
        case .box: ("[", "]")
        case .ellipse: ("([", "])")
        case .hexagon: ("{{", "}}")
        }
    }

    /// A quoted identifier of DOT; a line end becomes a line of the label, other control characters a space.
    private static func dotText(_ text: String) -> String {
        let escaped = text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return "\"\(escaped)\""
    }

    /// Mermaid has no escapes but character codes; whatever its grammar or HTML could take for its own is written so.
    private static func mermaidText(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "<br/>"
            case _ where scalar.value < 0x20: result += " "
            case "\"", "#", "&", "<", ">", ";", "|", "`", "\\", "[", "]", "{", "}", "(", ")", "%":
                result += "#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
