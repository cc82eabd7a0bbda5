import Foundation
import Testing

@Suite struct TraceTests {
    private static let flow = "tcp,10.1.0.9:40000->10.2.0.9:80"

    private func trace(_ arguments: [String]) throws -> ExampleProgram.Outcome {
        try ExampleProgram.stratos.run(["trace"] + arguments)
    }

    private func report(_ arguments: [String]) throws -> Report {
        let outcome = try trace(arguments + ["--format", "json"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    }

    @Test(arguments: ["resident", "reactive"])
    func packetAndReplyPassTheSameBoxes(_ engine: String) throws {
        let report = try report(["Policies/golden.yaml", Self.flow, "--engine", engine])
        let boxes = report.walks.map { $0.sections.filter { $0.kind == "box" }.compactMap(\.name) }
        #expect(report.isRight && report.passed == ["passthrough", "nat"])
        #expect(boxes.count == 2 && boxes[0].count == 2 && boxes[1] == boxes[0].reversed())
        let cookies = report.walks.flatMap(\.sections).flatMap { $0.tables ?? [] }.compactMap(\.cookie)
        #expect(!cookies.isEmpty && cookies.allSatisfy { $0.hasPrefix("0x5374") })
    }

    @Test(arguments: ["p1", "p2"])
    func anInstanceCanBeChosen(_ name: String) throws {
        let report = try report(["Policies/golden.yaml", Self.flow, "--choose", name])
        #expect(report.walks[0].sections.contains { $0.kind == "box" && $0.name == name })
    }

    @Test func laterPacketsOfAFlowAreKnown() throws {
        let outcome = try trace(["Policies/golden.yaml", Self.flow, "--established"])
        #expect(outcome.status == 0 && outcome.output.contains("established"))
        #expect(!outcome.output.contains("new, no mark"))
    }

    @Test func stylesGoFromEveryRuleToBoxesAlone() throws {
        let counts = try ["--detailed", "--summary", "--minimal"].map { style in
            try trace(["Policies/golden.yaml", Self.flow, style]).output.split(separator: "\n").count
        }
        #expect(counts == counts.sorted(by: >) && Set(counts).count == 3)
    }

    @Test func whatBelongsToNoChainReachesNobody() throws {
        let outcome = try trace(["Policies/figure1.yaml", "tcp,10.1.0.9:40000->10.9.0.9:22", "--minimal"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("belongs to no chain (none that starts there matches) and reaches nobody"))
    }

    private static let mistakes: [(arguments: [String], saying: String)] = [
        (["tpc,10.1.0.9:1->10.2.0.9:2"], "'tpc' is no protocol"), (["tcp,10.1.0.9->10.2.0.9:2"], "has no port"),
        (["tcp,10.3.0.9:1->10.2.0.9:2"], "no endpoints have the address 10.3.0.9"),
        ([flow, "--from", "nobody"], "no endpoints are called 'nobody'"),
        ([flow, "--choose", "p9"], "no path passes 'p9'"),
        ([flow, "--choose", "p1", "--choose", "p2"], "no path passes 'p1' and 'p2'"),
        ([flow, "--live", "br0.mgmt"], "is no address"),
        ([flow, "--live", "unix:/nowhere/br0.mgmt"], "/nowhere/br0.mgmt"),
        ([flow, "--live", "unix:/x", "--choose", "p1"], "leave one of them out"),
    ]

    @Test(arguments: mistakes.indices)
    func badInputIsNamed(_ index: Int) throws {
        let (arguments, saying) = Self.mistakes[index]
        let outcome = try trace(["Policies/golden.yaml"] + arguments)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(saying) && outcome.errors.contains("error: "), "\(outcome.errors)")
        let answer = try trace(["Policies/golden.yaml"] + arguments + ["--format", "json"])
        #expect(try JSONDecoder().decode(BadInputTests.Answer.self, from: Data(answer.errors.utf8)).status == 2)
    }

    private static let boxes: [(flow: String, passed: [String])] = [
        ("tcp,10.1.0.10:40000->10.9.0.5:80", ["recorder", "inspector", "snat"]),
        ("tcp,10.1.0.10:40000->10.9.0.5:443", ["recorder", "inspector"]),
        ("udp,10.1.0.10:5000->10.9.0.5:53", ["inspector"]), ("udp,10.9.0.5:5000->10.1.0.10:53", ["inspector"]),
    ]

    /// A tap, a box with one port, a branch by traffic, and a flow that the far end begins.
    @Test(arguments: boxes.indices)
    func boxesOfEveryKind(_ index: Int) throws {
        let report = try report(["../Documentation/Examples/boxes.yaml", Self.boxes[index].flow])
        #expect(report.isRight && report.passed == Self.boxes[index].passed)
    }

    @Test(arguments: ["client", "acme/client", "s1/2"])
    func placesHaveNames(_ place: String) throws {
        #expect(try report(["Policies/golden.yaml", Self.flow, "--from", place]).from.contains("'client'"))
    }

    private struct Report: Decodable {
        let isRight: Bool
        let from: String
        let passed: [String]
        let walks: [Walk]

        struct Walk: Decodable {
            let sections: [Section]
        }

        struct Section: Decodable {
            let kind: String
            let name: String?
            let tables: [Step]?
        }

        struct Step: Decodable {
            let cookie: String?
        }
    }
}
