import OVSDB
import Testing

@Suite("JSON-RPC messages and results")
struct MessageTests {
    @Test(
        "messages go through JSON and back",
        arguments: [
            .request(id: 1, method: "echo", parameters: ["a"]), .request(id: "echo", method: "echo", parameters: []),
            .notification(method: "update", parameters: [.null, [:]]), .result(id: 3, ["x"]), .result(id: 3, .null),
            .failure(id: 3, ["error": "e"]), .failure(id: .null, "e"),
        ] as [JSONRPCMessage])
    func roundTrip(message: JSONRPCMessage) throws {
        #expect(try JSONRPCMessage(json: message.json) == message)
    }

    @Test(
        "what is no message",
        arguments: [
            "[]", "{}", #"{"id":1}"#, #"{"id":null,"result":1,"error":null}"#, #"{"id":1,"method":2,"params":[]}"#,
            #"{"id":1,"method":"m"}"#, #"{"id":1,"method":"m","params":{}}"#,
        ])
    func bad(text: String) {
        let error = #expect(throws: OVSDBError.self) { try JSONRPCMessage(json: JSONValue(parsing: text)) }
        #expect(error?.code == .invalidMessage)
    }

    @Test("results of each kind")
    func results() throws {
        let id = "550e8400-e29b-41d4-a716-446655440000"
        let json = try JSONValue(
            parsing: #"[{"uuid":["uuid","\#(id)"]},{"rows":[{"name":"a"}]},{"count":2},{},null,"#
                + #"{"error":"constraint violation","details":"d"}]"#)
        let operations: [TransactionOperation] = [.insert(into: "T", row: [:], name: "n")]
        let result = try TransactionResult(json: json, operations: operations)
        let expected: [OperationResult] = [
            .inserted(try #require(RowID(id))), .rows([["name": "a"]]), .count(2), .done, .notAttempted,
            .failed(OperationFailure(.constraintViolation, details: "d")),
        ]
        #expect(result.results == expected)
        #expect(result["n"] == RowID(id))
        #expect(result.failure?.code == .constraintViolation)
        #expect(result.failureIndex == 5)
        #expect(!result.isCommitted)
        #expect(result.rows == [["name": "a"]])
    }

    @Test("fewer results than operations are accepted only after a failure")
    func short() throws {
        #expect(throws: OVSDBError.self) { try TransactionResult(json: [], operations: [.abort]) }
        let result = try TransactionResult(json: [["error": "syntax error"]], operations: [.abort, .abort])
        #expect(result.failure?.code == .syntaxError)
    }

    @Test("results that are none", arguments: ["{}", "[1]", #"[{"rows":1}]"#, #"[{"uuid":"x"}]"#, #"[{"error":1}]"#])
    func badResults(text: String) {
        #expect(throws: OVSDBError.self) { try TransactionResult(json: JSONValue(parsing: text), operations: []) }
    }

    @Test("the parameters of transact, there and back")
    func transaction() throws {
        var transaction = Transaction(on: "db")
        let name = transaction.insert(into: "T", ["a": 1])
        transaction.mutate("P", where: [Condition("x", .equal, "y")], [Mutation("c", .insert, .row(name))])
        transaction.require("P", where: [], columns: ["x"], equal: [["x": "y"]])
        transaction.delete(from: "P", where: [.constant(false)])
        let again = try Transaction(parameters: transaction.parameters)
        #expect(again.operations == transaction.operations)
        #expect(again.database == "db")
        let error = #expect(throws: OVSDBError.self) { try Transaction(parameters: ["db", ["op": "abort"], 1]) }
        #expect(error?.path == ["operation[1]"])
        #expect(throws: OVSDBError.self) { try Transaction(parameters: []) }
    }

    @Test(
        "monitor requests, there and back",
        arguments: [
            MonitorRequest(), MonitorRequest(columns: ["a", "b"]),
            MonitorRequest(columns: [], selection: .init(initial: false, modifications: false)),
        ])
    func monitorRequest(request: MonitorRequest) throws {
        #expect(try MonitorRequest(json: request.json) == request)
    }
}
