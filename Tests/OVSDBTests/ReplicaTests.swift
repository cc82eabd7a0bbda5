import OVSDB
import TestSupport
import Testing

@Suite("The replica and its changes")
struct ReplicaTests {
    static func id(_ number: UInt64) -> RowID { RowID(high: 0, low: number) }

    @Test("insert, modify, delete, and the changes they give")
    func changes() throws {
        var replica = Replica(following: ["T": MonitorRequest()])
        let first = #"{"T":{"\#(Self.id(1))":{"new":{"a":1,"b":"x"}},"\#(Self.id(2))":{"new":{"a":2,"b":"y"}}}}"#
        #expect(replica.replace(with: try Self.updates(first)).count == 2)

        let modify = #"{"T":{"\#(Self.id(1))":{"old":{"a":1},"new":{"a":5,"b":"x"}}}}"#
        let changes = replica.apply(try Self.updates(modify))
        let kind = RowChange.Kind.modified(old: ["a": 1, "b": "x"], new: ["a": 5, "b": "x"])
        #expect(changes == [RowChange(table: "T", id: Self.id(1), kind: kind)])
        #expect(replica.apply(try Self.updates(modify)).isEmpty, "the same report twice changes nothing")

        let delete = #"{"T":{"\#(Self.id(2))":{"old":{"a":2,"b":"y"}},"\#(Self.id(9))":{"old":{"a":2}}}}"#
        let gone = RowChange(table: "T", id: Self.id(2), kind: .deleted(["a": 2, "b": "y"]))
        #expect(replica.apply(try Self.updates(delete)) == [gone])
        #expect(replica.rows(in: "T") == [Self.id(1): ["a": 5, "b": "x"]])
        #expect(replica.rowCount == 1)
    }

    @Test("after a lost connection a first reply replaces all and tells the difference")
    func replace() {
        var replica = Replica(following: ["T": MonitorRequest()])
        replica.replace(with: Self.state([1: 10, 2: 20, 3: 30]))
        let changes = replica.replace(with: Self.state([2: 20, 3: 31, 4: 40]))
        #expect(changes.map(\.id) == [Self.id(1), Self.id(3), Self.id(4)])
        #expect(changes.map { $0.new?["a"] } == [nil, 31, 40])
        #expect(replica.rows(in: "T").count == 3)
    }

    @Test(
        "updates that cannot be read say where",
        arguments: [
            "[]", #"{"T":[]}"#, #"{"T":{"x":{}}}"#, #"{"T":{"00000000-0000-0000-0000-000000000001":{}}}"#,
            #"{"T":{"00000000-0000-0000-0000-000000000001":{"new":{"c":null}}}}"#,
        ])
    func bad(text: String) {
        #expect(throws: OVSDBError.self) { try Self.updates(text) }
    }

    @Test("coalesced changes lead from the old state to the new one", arguments: 0..<100)
    func coalescing(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var replica = Replica(following: ["T": MonitorRequest()])
        var model: [RowID: Row] = [:]
        var waiting = CoalescedChanges()
        for _ in 0..<30 {
            waiting.append(replica.apply(Self.randomUpdate(of: replica, &random)))
            guard random.chance(0.2) else { continue }
            let changes = waiting.takeAll()
            for change in changes {
                #expect(model[change.id] == change.old && change.old != change.new, "seed \(seed)")
                model[change.id] = change.new
            }
            #expect(model == replica.rows(in: "T"), "seed \(seed)")
            #expect(waiting.isEmpty && Set(changes.map(\.id)).count == changes.count)
        }
    }

    static func randomUpdate(of replica: Replica, _ random: inout SeededGenerator) -> TableUpdates {
        let id = id(.random(in: 0..<4, using: &random))
        let new: Row? = random.chance(0.3) ? nil : ["a": .integer(.random(in: 0..<3, using: &random))]
        return TableUpdates(tables: ["T": [id: .init(old: replica.row(id, in: "T"), new: new)]])
    }

    static func updates(_ text: String) throws -> TableUpdates {
        try TableUpdates(json: JSONValue(parsing: text))
    }

    static func state(_ rows: [UInt64: Int64]) -> TableUpdates {
        let pairs = rows.map { (id($0.key), TableUpdates.RowUpdate(new: ["a": .integer($0.value)])) }
        return TableUpdates(tables: ["T": Dictionary(uniqueKeysWithValues: pairs)])
    }
}
