extension Datum {
    /// Reads `<value>`.
    ///
    /// - Throws: `.invalidNotation` when the JSON is neither an atom nor a set nor a map.
    public init(json: JSONValue) throws(OVSDBError) {
        guard case .array(let elements) = json, let tag = elements.first?.stringValue, tag == "set" || tag == "map"
        else {
            self = .atom(try Atom(json: json))
            return
        }
        guard elements.count == 2, let members = elements.last?.arrayValue else {
            throw OVSDBError(.invalidNotation, "expected [\"\(tag)\", [...]]")
        }
        self = tag == "set" ? .set(try Self.atoms(members)) : .map(try Self.entries(members))
    }

    private static func atoms(_ members: [JSONValue]) throws(OVSDBError) -> [Atom] {
        var atoms: [Atom] = []
        atoms.reserveCapacity(members.count)
        for member in members { atoms.append(try Atom(json: member)) }
        return atoms
    }

    private static func entries(_ members: [JSONValue]) throws(OVSDBError) -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(members.count)
        for member in members {
            guard let pair = member.arrayValue, pair.count == 2, let key = pair.first, let value = pair.last else {
                throw OVSDBError(.invalidNotation, "a map consists of pairs [KEY, VALUE], found \(member.kind)")
            }
            entries.append(Entry(key: try Atom(json: key), value: try Atom(json: value)))
        }
        return entries
    }

    /// The value as JSON.
    public var json: JSONValue {
        switch self {
        case .atom(let atom): atom.json
        case .set(let atoms): .array([.string("set"), .array(atoms.map(\.json))])
        case .map(let entries):
            .array([.string("map"), .array(entries.map { .array([$0.key.json, $0.value.json]) })])
        }
    }
}

extension Datum: CustomStringConvertible {
    /// The value in the JSON notation of RFC 7047.
    public var description: String { json.description }
}
