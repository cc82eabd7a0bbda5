import Foundation
import Testing

/// `stratos distribute` as programs drive it.
@Suite struct DistributeTests {
    struct Answer: Decodable {
        let id: String?
        let status: String
        let objective: Double?
        let carried: [Double]?
        let flows: [Flow]?
        let paths: [Path]?
        let binding: [Binding]?
        let solver: String?
        let seconds: Double
    }

    struct Flow: Decodable, Hashable {
        let chain: Int
        let position: Int
        let from: String
        let to: String
        let volume: Double
    }

    struct Path: Decodable {
        let chain: Int
        let instances: [String]
        let weight: Int
    }

    struct Binding: Decodable {
        let bandwidth: String?
        let instance: String?
        let shortBy: Double

        enum CodingKeys: String, CodingKey {
            case bandwidth, instance
            case shortBy = "short_by"
        }
    }

    /// 100 of volume from rack 0 to rack 0; of two instances the far one must take 40 of it, there and back.
    static let simple = """
        {"id":"a \\"b\\" \\u00fc","racks":2,"instances":{"near":0,"far":1,"c":0,"s":0},
         "chains":[{"volume":100,"sources":["c"],"sinks":["s"],"positions":[["near","far"]]}]}
        """
    /// The same on one line, with room for 30 on the way there.
    static let narrow = simple.replacing("\n", with: "")
        .replacing("\"chains\"", with: "\"bandwidth\":{\"0>1\":30},\"chains\"")

    private func run(_ arguments: [String] = [], _ input: String) throws -> ExampleProgram.Outcome {
        try ExampleProgram.stratos.run(["distribute"] + arguments, input: input)
    }

    private func answers(_ outcome: ExampleProgram.Outcome) throws -> [Answer] {
        try outcome.output.split(separator: "\n").map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
    }

    @Test(arguments: ["auto", "glpk", "reference"])
    func theAnswerHasTheShapeOfTheContract(_ solver: String) throws {
        let outcome = try run(["--solver", solver], Self.simple)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let answer = try #require(try answers(outcome).first)
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(answer.id == "a \"b\" ü" && answer.status == "optimal" && answer.seconds > 0)
        #expect(abs((answer.objective ?? 0) - 80) < 1e-9)
        let flows = (answer.flows ?? []).sorted { ($0.position, $0.volume) < ($1.position, $1.volume) }
        #expect(flows.map { "\($0.position) \($0.from)>\($0.to)" } == ["0 c>far", "0 c>near", "1 far>s", "1 near>s"])
        #expect(zip(flows.map(\.volume), [40, 60, 40, 60]).allSatisfy { abs($0 - $1) < 1e-9 })
        let weights = Dictionary(uniqueKeysWithValues: (answer.paths ?? []).map { ($0.instances, $0.weight) })
        #expect(weights == [["near"]: 60, ["far"]: 40])
        #expect(solver != "auto" || answer.solver == "network")
        #expect(solver != "glpk" || answer.solver?.hasPrefix("GLPK") == true)
        #expect(answer.carried == nil && answer.binding == nil)
    }

    @Test func filesAndTables() throws {
        try Scratch.with { scratch in
            let file = try scratch.file("problem.json", Self.simple)
            let json = try ExampleProgram.stratos.run(["distribute", file, "--format", "json"], in: scratch.path)
            #expect(try answers(json).map(\.status) == ["optimal"])
            let table = try ExampleProgram.stratos.run(["distribute", file, "--format", "table"], in: scratch.path)
            #expect(table.status == 0)
            #expect(table.output.hasPrefix("footprint 80, found by network\n"))
            #expect(table.output.contains("  far          1    40\n"))
            let absent = try ExampleProgram.stratos.run(["distribute", "absent.json"], in: scratch.path)
            #expect(absent.status == 2 && absent.output.isEmpty && absent.errors.contains("no such file"))
        }
    }

    @Test(arguments: ["auto", "glpk", "reference"])
    func infeasibleIsAnAnswer(_ solver: String) throws {
        let outcome = try run(["--solver", solver], Self.narrow)
        #expect(outcome.status == 1 && outcome.errors.isEmpty)
        let answer = try #require(try answers(outcome).first)
        #expect(answer.status == "infeasible" && answer.flows == nil && answer.objective == nil)
        #expect(answer.binding?.map(\.bandwidth) == ["0>1"])
        #expect(abs((answer.binding?.first?.shortBy ?? 0) - 10) < 1e-6)
        let small = Self.simple.replacing("\"chains\"", with: "\"capacity\":{\"near\":50,\"far\":30},\"chains\"")
        let capacity = try #require(try answers(try run(["--solver", solver], small)).first)
        #expect(capacity.binding?.isEmpty == false)
        #expect(capacity.binding?.allSatisfy { $0.instance != nil && $0.shortBy > 0 } == true)
    }

    @Test(arguments: ["auto", "glpk", "reference"])
    func elastic(_ solver: String) throws {
        let outcome = try run(["--solver", solver, "--elastic"], Self.narrow)
        #expect(outcome.status == 0)
        let answer = try #require(try answers(outcome).first)
        #expect(answer.status == "optimal" && answer.carried?.count == 1)
        #expect(abs((answer.carried?.first ?? 0) - 75) < 1e-6)
        #expect(abs((answer.objective ?? 0) - 60) < 1e-6)
        let whole = try #require(try answers(try run(["--solver", solver, "--elastic"], Self.simple)).first)
        #expect(whole.carried == [100])
    }

    @Test(arguments: DistributeMistake.all)
    func badInputIsRefused(_ mistake: DistributeMistake) throws {
        #expect(mistake.text != DistributeMistake.good)
        let outcome = try run([], mistake.text)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("error: \(mistake.field.isEmpty ? "" : mistake.field + ": ")"))
        #expect(mistake.mention.isEmpty || outcome.errors.contains(mistake.mention))
        let report = try run(["--format=json"], mistake.text)
        #expect(report.status == 2 && report.output.isEmpty)
        let errors = try JSONDecoder().decode(Report.self, from: Data(report.errors.utf8)).errors
        #expect(errors.map { $0.field ?? "" } == [mistake.field])
    }

    struct Report: Decodable {
        let errors: [Mistake]
    }

    struct Mistake: Decodable {
        let field: String?
        let line: Int?
        let column: Int?
        let message: String
    }

    @Test func theGoodProblemIsGood() throws {
        let outcome = try run([], DistributeMistake.good)
        #expect(outcome.status == 0)
        let flows = try #require(try answers(outcome).first?.flows)
        // Hops: i0 takes 60 at most, which is its band's end as well; all that leaves the first function is 150.
        #expect(abs(flows.filter { $0.position == 1 }.reduce(0) { $0 + $1.volume } - 150) < 1e-6)
    }

    @Test func placesAreThoseOfTheText() throws {
        let outcome = try run(["--format=json"], "{\n  \"racks\": 3,\n  \"instances\": {\"a\": 3}\n}")
        let mistake = try #require(try JSONDecoder().decode(Report.self, from: Data(outcome.errors.utf8)).errors.first)
        #expect(mistake.line == 3 && mistake.column == 22 && mistake.field == "instances.a")
    }

    /// Bad lines are reported and passed over; no line of the output is theirs.
    @Test func streams() throws {
        let simple = Self.simple.replacing("\n", with: "")
        let bad = simple.replacing("\"volume\":100", with: "\"volume\":-3")
        let lines = [simple, "", Self.narrow, bad, "  \r", "{", simple.replacing("100", with: "50")]
        let outcome = try run(["--lines"], lines.joined(separator: "\n"))
        #expect(outcome.status == 2)
        #expect(try answers(outcome).map(\.status) == ["optimal", "infeasible", "optimal"])
        #expect(try answers(outcome).map { $0.objective ?? -1 }.last.map { abs($0 - 40) < 1e-9 } == true)
        let errors = outcome.errors.split(separator: "\n")
        #expect(errors.count == 2)
        #expect(errors[0].hasPrefix("line 4: error: chains[0].volume: the volume is -3"))
        #expect(errors[1].hasPrefix("line 6: error: "))
        let good = try run(["--lines"], [Self.narrow, simple].joined(separator: "\r\n") + "\r\n")
        #expect(good.status == 0 && good.errors.isEmpty)
        #expect(try answers(good).map(\.status) == ["infeasible", "optimal"])
        #expect(try run(["--lines", "--format", "table"], simple).status == 64)
    }

    /// Each source sends an equal part, and the next problem of a stream may be of another cloud.
    @Test func sourcesAndClouds() throws {
        let shared = Self.simple.replacing("\n", with: "").replacing("[\"c\"]", with: "[\"c\",\"s\"]")
        let flows = try #require(try answers(try run([], shared)).first?.flows)
        let sent = Dictionary(grouping: flows.filter { $0.position == 0 }, by: \.from)
            .mapValues { $0.reduce(0) { $0 + $1.volume } }
        #expect(sent.keys.sorted() == ["c", "s"] && sent.values.allSatisfy { abs($0 - 50) < 1e-9 })
        // Under one switch a rack is 1 away, else 2.
        let clouds = [(2, 2), (2, 1), (2, 2), (3, 2), (3, 1)].map { racks, group in
            shared.replacing("\"racks\":2", with: "\"racks\":\(racks),\"cost\":\"hops\",\"per_agg\":\(group)")
        }
        let found = try answers(try run(["--lines"], clouds.joined(separator: "\n")))
        #expect(found.map { ($0.objective ?? 0).rounded() } == [80, 160, 80, 80, 160])
    }

    /// More than one read's worth of lines, in their order.
    @Test func longStreams() throws {
        let simple = Self.simple.replacing("\n", with: "")
        let lines = (1...3000).map { number in
            simple.replacing("100", with: "\(number)").replacing("a \\\"b\\\" \\u00fc", with: "\(number)")
        }
        let outcome = try run(["--lines"], lines.joined(separator: "\n") + "\n")
        let found = try answers(outcome)
        #expect(outcome.status == 0 && found.map(\.id) == (1...3000).map { "\($0)" })
        #expect(zip(found, 1...3000).allSatisfy { abs(($0.objective ?? 0) - 0.8 * Double($1)) < 1e-9 * Double($1) })
    }

    /// Three chains in three racks, one function shared: every solver finds the same footprint.
    @Test func solversAgree() throws {
        let problems = (0..<20).map(Self.problem).joined(separator: "\n")
        let found = try ["auto", "glpk", "reference"].map { solver in
            try answers(try run(["--lines", "--solver", solver], problems))
        }
        #expect(found.allSatisfy { $0.count == 20 })
        for other in found[1...] {
            for (first, second) in zip(found[0], other) {
                #expect(first.status == second.status)
                let (a, b) = (first.objective ?? 0, second.objective ?? 0)
                #expect(abs(a - b) <= 1e-6 * max(a, b), "\(first.id ?? "")")
            }
        }
        #expect(Set(found[0].map(\.status)) == ["optimal", "infeasible"])
    }

    private static func problem(_ number: Int) -> String {
        let sites = (0..<12).map { "\"i\($0)\":\(($0 * 7 + number * $0 + number) % 3)" }.joined(separator: ",")
        let bandwidth = (0..<9).filter { $0 / 3 != $0 % 3 }.map { "\"\($0 / 3)>\($0 % 3)\":\(20 + 9 * number)" }
        let ends = "\"sources\":[\"i0\",\"i1\"],\"sinks\":[\"i2\"]"
        return """
            {"id":"\(number)","racks":3,"per_agg":2,"cost":"\(number % 2 == 0 ? "hops" : "binary")",\
            "instances":{\(sites)},"bandwidth":{\(bandwidth.joined(separator: ","))},"chains":[\
            {"volume":\(100 + number),\(ends),"positions":[["i3","i4","i5"],["i6","i7"]],"gain":[1.25,0.75]},\
            {"volume":60,\(ends),"positions":[["i6","i7"],["i8","i9","i10","i11"]],"gain":[0.5,1]}]}
            """
    }
}
