/// Reads the members of an object one by one and complains about what is missing, of the wrong kind, or left over.
struct MemberReader {
    /// All members, read or not.
    let all: [String: JSONValue]
    private var unread: Set<String>

    /// - Throws: `.invalidNotation` when `json` is no object; `subject` says what was expected to be one.
    init(_ json: JSONValue, of subject: String) throws(OVSDBError) {
        guard case .object(let members) = json else {
            throw OVSDBError(.invalidNotation, "\(subject) is a JSON object, found \(json.kind)")
        }
        all = members
        unread = Set(members.keys)
    }

    mutating func optional(_ name: String) -> JSONValue? {
        unread.remove(name)
        return all[name]
    }

    mutating func required(_ name: String) throws(OVSDBError) -> JSONValue {
        guard let value = optional(name) else {
            throw OVSDBError(.invalidNotation, "the member \"\(name)\" is missing")
        }
        return value
    }

    mutating func string(_ name: String) throws(OVSDBError) -> String {
        let value = try required(name)
        guard let text = value.stringValue else { throw Self.mismatch(name, "a string", value) }
        return text
    }

    mutating func optionalString(_ name: String) throws(OVSDBError) -> String? {
        guard let value = optional(name) else { return nil }
        guard let text = value.stringValue else { throw Self.mismatch(name, "a string", value) }
        return text
    }

    mutating func optionalInteger(_ name: String) throws(OVSDBError) -> Int64? {
        guard let value = optional(name) else { return nil }
        guard let number = value.integerValue else { throw Self.mismatch(name, "an integer", value) }
        return number
    }

    mutating func boolean(_ name: String) throws(OVSDBError) -> Bool {
        let value = try required(name)
        guard case .bool(let flag) = value else { throw Self.mismatch(name, "a boolean", value) }
        return flag
    }

    mutating func optionalBoolean(_ name: String) throws(OVSDBError) -> Bool? {
        all[name] == nil ? nil : try boolean(name)
    }

    mutating func object(_ name: String) throws(OVSDBError) -> [String: JSONValue] {
        let value = try required(name)
        guard let members = value.objectValue else { throw Self.mismatch(name, "an object", value) }
        return members
    }

    /// The array `name`, each element read by `read`; the path of an error holds the index.
    mutating func array<T>(
        _ name: String, _ read: (JSONValue) throws(OVSDBError) -> T
    ) throws(OVSDBError) -> [T] {
        let value = try required(name)
        guard let elements = value.arrayValue else { throw Self.mismatch(name, "an array", value) }
        var result: [T] = []
        for (index, element) in elements.enumerated() {
            result.append(try located("\(name)[\(index)]") { () throws(OVSDBError) in try read(element) })
        }
        return result
    }

    /// The optional list of column names under `columns`.
    mutating func columns() throws(OVSDBError) -> [ColumnName]? {
        guard all["columns"] != nil else { return nil }
        return try array("columns") { (json) throws(OVSDBError) in
            guard let name = json.stringValue else {
                throw OVSDBError(.invalidNotation, "a column is named by a string, found \(json.kind)")
            }
            return ColumnName(name)
        }
    }

    /// - Throws: `.invalidNotation` when a member was not read.
    func finish() throws(OVSDBError) {
        guard let extra = unread.min() else { return }
        throw OVSDBError(.invalidNotation, "the member \"\(extra)\" does not belong here")
    }

    private static func mismatch(_ name: String, _ wanted: String, _ found: JSONValue) -> OVSDBError {
        OVSDBError(.invalidNotation, "expected \(wanted), found \(found.kind)", path: [name])
    }
}
