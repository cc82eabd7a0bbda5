import OVSDB
import Testing

@Suite("RFC 7047 § 5.1 notation")
struct NotationTests {
    static let id = "550e8400-e29b-41d4-a716-446655440000"

    @Test(
        "values are written as they were read",
        arguments: [
            #""x""#, "1", "1.5", "true", #"["uuid","550e8400-e29b-41d4-a716-446655440000"]"#, #"["named-uuid","row0"]"#,
            #"["set",[]]"#, #"["set",[1]]"#, #"["set",[1,1]]"#, #"["set",["b","a"]]"#, #"["map",[]]"#,
            #"["map",[["k","v"],["k","w"]]]"#, #"["map",[["k",["uuid","550e8400-e29b-41d4-a716-446655440000"]]]]"#,
        ])
    func datum(text: String) throws {
        #expect(try Datum(json: JSONValue(parsing: text)).json.description == text)
    }

    @Test(
        "values that are none",
        arguments: [
            "null", "{}", "[]", "[1,2]", #"["uuid","x"]"#, #"["uuid"]"#, #"["uuid",1]"#, #"["set"]"#, #"["set",1]"#,
            #"["set",[[]]]"#, #"["set",[["set",[]]]]"#, #"["map",[1]]"#, #"["map",[["k"]]]"#,
            #"["map",[["k","v","w"]]]"#,
            #"["bag",[]]"#, #"["set",[],[]]"#, #"["set",[null]]"#,
        ])
    func badDatum(text: String) {
        let error = #expect(throws: OVSDBError.self) { try Datum(json: JSONValue(parsing: text)) }
        #expect(error?.code == .invalidNotation)
    }

    @Test("equality is the server's: order is nothing, a set of one is its element")
    func equality() {
        #expect(Datum.set(["a", "b"]) == ["b", "a"])
        #expect(Datum.set(["a"]) == "a")
        #expect(Datum.set(["a", "b"]).hashValue == Datum.set(["b", "a"]).hashValue)
        #expect(Datum.set(["a"]).hashValue == Datum("a").hashValue)
        #expect(Datum.set(["a", "a", "b"]) != ["a", "b", "b"])
        #expect(["k": "v", "l": "w"] as Datum == ["l": "w", "k": "v"])
        #expect(["k": "v"] as Datum != ["k": "w"])
        #expect(Datum.map([]) != .set([]))
        #expect(Datum("1") != 1)
        #expect(Datum(stringLiteral: "é") != Datum(stringLiteral: "e\u{301}"), "the server compares bytes")
    }

    @Test("access by kind")
    func access() throws {
        let datum: Datum = ["k": "v", "n": 1]
        #expect(datum.dictionary == ["k": "v"])
        #expect(Datum.set(["a"]).string == "a")
        #expect(Datum.set(["a", "b"]).string == nil)
        #expect(Datum(7).real == 7)
        #expect(Datum.empty.integer == nil && Datum.empty.isEmpty)
        let id = try #require(RowID(Self.id))
        #expect(Datum.uuids([id]).uuids == [id])
    }

    @Test("identifiers of rows")
    func rowID() throws {
        let id = try #require(RowID(Self.id.uppercased()))
        #expect(id.description == Self.id)
        #expect(RowID("00000000-0000-0000-0000-000000000001")?.low == 1)
        for text in [
            "", "x", Self.id + "0", String(Self.id.dropLast()), Self.id.replacing("-", with: "0"), "é" + Self.id,
            "+50e8400-e29b-41d4-a716-446655440000", "550e8400e-29b-41d4-a716-446655440000",
        ] {
            #expect(RowID(text) == nil, "\(text)")
        }
    }

    @Test(
        "operations are written as they were read",
        arguments: [
            #"{"op":"insert","row":{"name":"br0"},"table":"Bridge","uuid-name":"row0"}"#,
            #"{"op":"insert","row":{},"table":"Bridge","uuid":"550e8400-e29b-41d4-a716-446655440000"}"#,
            #"{"columns":["name"],"op":"select","table":"Bridge","where":[["name","==","br0"]]}"#,
            #"{"op":"select","table":"Bridge","where":[true]}"#,
            #"{"op":"update","row":{"fail_mode":"secure"},"table":"Bridge","where":[]}"#,
            #"{"mutations":[["ports","insert",["named-uuid","p"]]],"op":"mutate","table":"Bridge","where":[]}"#,
            #"{"op":"delete","table":"Bridge","where":[["ports","excludes",["set",[]]]]}"#,
            #"{"columns":["a"],"op":"wait","rows":[{"a":1}],"table":"T","timeout":0,"until":"!=","where":[]}"#,
            #"{"op":"wait","rows":[],"table":"T","until":"==","where":[]}"#,
            #"{"durable":true,"op":"commit"}"#, #"{"op":"abort"}"#, #"{"comment":"x","op":"comment"}"#,
            #"{"lock":"l","op":"assert"}"#, #"{"future":[1],"op":"teleport"}"#,
        ])
    func operation(text: String) throws {
        #expect(try TransactionOperation(json: JSONValue(parsing: text)).json.description == text)
    }

    @Test(
        "operations with mistakes say where",
        arguments: [
            ("[]", []), ("{}", []), (#"{"op":1}"#, ["op"]), (#"{"op":"insert","row":{}}"#, ["insert"]),
            (#"{"op":"insert","table":"T","row":{"c":["uuid","x"]}}"#, ["insert", "row", "c"]),
            (#"{"op":"insert","table":"T","row":[]}"#, ["insert", "row"]),
            (#"{"op":"insert","table":"T","row":{},"uuid":"x"}"#, ["insert", "uuid"]),
            (#"{"op":"delete","table":"T","where":[["c","=="]]}"#, ["delete", "where[0]"]),
            (#"{"op":"delete","table":"T","where":[],"extra":1}"#, ["delete"]),
            (
                #"{"op":"mutate","table":"T","where":[],"mutations":[["c","+=",null]]}"#,
                ["mutate", "mutations[0]", "c"]
            ),
            (#"{"op":"select","table":"T","where":[],"columns":[1]}"#, ["select", "columns[0]"]),
            (#"{"op":"commit","durable":1}"#, ["commit", "durable"]), (#"{"op":"abort","x":1}"#, ["abort"]),
        ] as [(String, [String])])
    func badOperation(text: String, path: [String]) {
        let error = #expect(throws: OVSDBError.self) { try TransactionOperation(json: JSONValue(parsing: text)) }
        #expect(error?.code == .invalidNotation)
        #expect(error?.path == path)
    }
}
