import ChainFormats
import Testing

@Suite("Drawing graphs")
struct GraphExportTests {
    private let graph = LabelledGraph(
        name: "acme",
        nodes: [
            LabelledGraph.Node("client", shape: .ellipse), LabelledGraph.Node("fw", label: "firewall\n×2"),
            LabelledGraph.Node("snat", shape: .hexagon),
        ],
        edges: [
            LabelledGraph.Edge(from: "client", to: "fw", label: "web"),
            LabelledGraph.Edge(from: "fw", to: "snat", isDashed: true), LabelledGraph.Edge(from: "snat", to: "server"),
        ])

    @Test("DOT")
    func dot() {
        #expect(
            GraphExport.dot(graph) == #"""
                digraph "acme" {
                    rankdir=LR;
                    "client" [label="client", shape=ellipse];
                    "fw" [label="firewall\n×2", shape=box];
                    "snat" [label="snat", shape=hexagon];
                    "client" -> "fw" [label="web"];
                    "fw" -> "snat" [style=dashed];
                    "snat" -> "server";
                }

                """#)
    }

    @Test("Mermaid")
    func mermaid() {
        #expect(
            GraphExport.mermaid(graph) == """
                flowchart LR
                    n0(["client"])
                    n1["firewall<br/>×2"]
                    n2{{"snat"}}
                    n3["server"]
                    n0 -->|"web"| n1
                    n1 -.-> n2
                    n2 --> n3

                """)
    }

    @Test(
        "No name leaves its quotes",
        arguments: ["\"", "\\", "\\\"", "a\"]; b [label=\"", "x\n}\n", "<script>", "|\"|", "#quot;", "\u{0}\r"])
    func hostile(name: String) {
        let graph = LabelledGraph(
            name: name, nodes: [LabelledGraph.Node(name)],
            edges: [LabelledGraph.Edge(from: name, to: name, label: name)])
        let dot = GraphExport.dot(graph), mermaid = GraphExport.mermaid(graph)
        #expect(dot.split(separator: "\n").count == 5)
        #expect(dot.split(separator: "\n").allSatisfy { unescapedQuotes(in: $0) % 2 == 0 })
        #expect(mermaid.split(separator: "\n").count == 3)
        #expect(mermaid.count { $0 == "\"" } == 4 && !mermaid.contains("<script"))
    }

    private func unescapedQuotes(in line: Substring) -> Int {
        var count = 0, escaped = false
        for character in line {
            if character == "\"", !escaped { count += 1 }
            escaped = character == "\\" && !escaped
        }
        return count
    }
}
