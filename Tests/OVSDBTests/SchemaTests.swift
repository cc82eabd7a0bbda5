import OVSDB
import Testing

@Suite("Schemas")
struct SchemaTests {
    static let text = """
        {"name":"db","version":"1.2.3","cksum":"1 2","tables":{
          "Root":{"isRoot":true,"maxRows":1,"indexes":[["a","b"]],"columns":{
            "a":{"type":"integer","mutable":false},
            "b":{"type":{"key":{"type":"string","enum":["set",["x","y"]]},"min":0}},
            "c":{"type":{"key":"string","value":{"type":"uuid","refTable":"Leaf","refType":"weak"},
                         "min":0,"max":"unlimited"},"ephemeral":true}}},
          "Leaf":{"columns":{}}}}
        """

    @Test("tables, columns and types")
    func schema() throws {
        let schema = try DatabaseSchema(json: JSONValue(parsing: Self.text))
        #expect(schema.name == "db" && schema.version == "1.2.3")
        let root = try #require(schema.tables["Root"])
        #expect(root.isRoot && root.maximumRows == 1 && root.indexes == [["a", "b"]])
        #expect(schema.tables["Leaf"]?.isRoot == false)
        let a = try #require(root.columns["a"])
        #expect(a.type.isScalar && !a.type.isOptional && !a.isMutable && a.type.key.type == .integer)
        let b = try #require(root.columns["b"])
        #expect(b.type.isOptional && b.type.key.allowed == ["y", "x"])
        let c = try #require(root.columns["c"])
        #expect(c.type.isMap && c.isEphemeral && c.type.maximum == nil)
        #expect(c.type.value?.referredTable == "Leaf" && c.type.value?.isWeakReference == true)
    }

    @Test("without any mark all tables are roots")
    func noRoots() throws {
        let text = #"{"name":"d","version":"1.0.0","tables":{"A":{"columns":{}},"B":{"columns":{}}}}"#
        #expect(try DatabaseSchema(json: JSONValue(parsing: text)).tables.values.allSatisfy { $0.isRoot })
    }

    @Test(
        "what is no schema, and where",
        arguments: [
            ("[]", []), ("{}", []), (#"{"name":"d","version":"1","tables":[]}"#, ["tables"]),
            (#"{"name":"d","version":"1","tables":{"T":{}}}"#, ["T"]),
            (#"{"name":"d","version":"1","tables":{"T":{"columns":{"c":{"type":1}}}}}"#, ["T", "c", "type"]),
            (
                #"{"name":"d","version":"1","tables":{"T":{"columns":{"c":{"type":{"key":"string","max":"x"}}}}}}"#,
                ["T", "c", "type", "max"]
            ),
            (#"{"name":"d","version":"1","tables":{"T":{"columns":{},"indexes":[[]]}}}"#, ["T", "indexes[0]"]),
        ] as [(String, [String])])
    func bad(text: String, path: [String]) {
        let error = #expect(throws: OVSDBError.self) { try DatabaseSchema(json: JSONValue(parsing: text)) }
        #expect(error?.code == .invalidNotation)
        #expect(error?.path == path)
    }
}
