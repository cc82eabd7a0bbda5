internal import ArgumentParser
internal import ChainComposition
internal import ChainFormats
internal import ServiceChaining

/// How chains are drawn.
enum GraphStyle: String, CaseIterable, ExpressibleByArgument {
    case text, dot, mermaid

    /// The graphs of each tenant, before and after; `nil` for text, which the report has anyway.
    func graphs(of composition: Composition) -> [PlanReport.GraphReport]? {
        guard self != .text else { return nil }
        return composition.policy.tenants.compactMap { tenant in
            guard let plan = composition.plan.tenants[tenant.id] else { return nil }
            let before = ChainGraph(of: tenant), after = ChainGraph(of: plan.transformed.chains)
            return PlanReport.GraphReport(
                tenant: tenant.id.name,
                before: draw(before.labelled("\(tenant.id), as drawn", tenant, nil)),
                after: draw(after.labelled("\(tenant.id), without ambiguity", tenant, plan.transformed)))
        }
    }

    private func draw(_ graph: LabelledGraph) -> String {
        self == .dot ? GraphExport.dot(graph) : GraphExport.mermaid(graph)
    }

    /// All graphs in one text: DOT takes several in a file; Mermaid's go into a page of Markdown.
    func text(_ graphs: [PlanReport.GraphReport]) -> String {
        graphs.flatMap { graph in
            [("as drawn", graph.before), ("without ambiguity", graph.after)].map { name, text in
                self == .dot ? text : "### \(graph.tenant), \(name)\n\n```mermaid\n\(text)```\n"
            }
        }.joined(separator: "\n")
    }
}

extension ChainGraph {
    /// The graph for drawing; hexagons stand for boxes that rewrite packets.
    fileprivate func labelled(_ name: String, _ tenant: Tenant, _ transformed: AmbiguityRemoval?) -> LabelledGraph {
        var ids: [Node: String] = [:]
        var graph = LabelledGraph(name: name)
        for node in nodes {
            let label: String, shape: LabelledGraph.Shape
            switch node {
            case .endpoint(let endpoint): (label, shape) = (endpoint.name, .ellipse)
            case .function(let clone):
                let breaks = tenant[function: clone.function]?.headers.breaksIdentity == true
                (label, shape) = (transformed?[clone]?.label ?? clone.function.name, breaks ? .hexagon : .box)
            }
            // An endpoint may have the name of a function.
            let id = shape == .ellipse ? "endpoint \(label)" : "function \(label)"
            ids[node] = id
            graph.nodes.append(LabelledGraph.Node(id, label: label, shape: shape))
        }
        for edge in edges {
            guard let from = ids[edge.from], let to = ids[edge.to] else { continue }
            let chains = edge.chains.map(\.name).joined(separator: ", ")
            graph.edges.append(LabelledGraph.Edge(from: from, to: to, label: chains))
        }
        return graph
    }
}
