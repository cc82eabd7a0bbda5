/// What a client wants to be told about a table (`<monitor-request>`, RFC 7047 § 4.1.5).
///
/// ```swift
/// let tables: [TableName: MonitorRequest] = [.bridge: MonitorRequest(columns: ["name", "ports"])]
/// ```
public struct MonitorRequest: Hashable, Sendable {
    /// The kinds of change to be told about (`<monitor-select>`).
    public struct Selection: Hashable, Sendable {
        /// The rows that exist when the monitor begins.
        public var initial: Bool
        public var inserts: Bool
        public var deletes: Bool
        public var modifications: Bool

        public init(initial: Bool = true, inserts: Bool = true, deletes: Bool = true, modifications: Bool = true) {
            self.initial = initial
            self.inserts = inserts
            self.deletes = deletes
            self.modifications = modifications
        }

        /// Everything, which a ``Replica`` needs.
        public static let all = Selection()
    }

    /// The columns to follow; nil means all of the table.
    public var columns: [ColumnName]?
    public var selection: Selection

    public init(columns: [ColumnName]? = nil, selection: Selection = .all) {
        self.columns = columns
        self.selection = selection
    }
}

extension MonitorRequest {
    /// Reads `<monitor-request>`.
    ///
    /// - Throws: `.invalidNotation`.
    public init(json: JSONValue) throws(OVSDBError) {
        var members = try MemberReader(json, of: "a monitor request")
        let columns = try members.columns()
        let selection = try members.optional("select").map { (json) throws(OVSDBError) in
            try located("select") { () throws(OVSDBError) in try Selection(json: json) }
        }
        try members.finish()
        self.init(columns: columns, selection: selection ?? .all)
    }

    /// The request as JSON.
    public var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["columns"] = columns.map { .array($0.map { .string($0.rawValue) }) }
        if selection != .all { members["select"] = selection.json }
        return .object(members)
    }
}

extension MonitorRequest.Selection {
    init(json: JSONValue) throws(OVSDBError) {
        var members = try MemberReader(json, of: "select")
        initial = try members.optionalBoolean("initial") ?? true
        inserts = try members.optionalBoolean("insert") ?? true
        deletes = try members.optionalBoolean("delete") ?? true
        modifications = try members.optionalBoolean("modify") ?? true
        try members.finish()
    }

    var json: JSONValue {
        [
            "initial": .bool(initial), "insert": .bool(inserts), "delete": .bool(deletes),
            "modify": .bool(modifications),
        ]
    }
}
