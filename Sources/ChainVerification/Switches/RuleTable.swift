internal import HeaderSpace

/// The rules of one table, found by the field that tells most of them apart rather than by looking at all.
struct RuleTable: Sendable {
    /// The fields by which rules are found: a rule stands under the first of these that it fixes.
    static let keys: [PacketField] = [
        .tunnelID, .register0, .tunnelMetadata, .ingressPort, .mplsLabel, .servicePath, .vlan, .connectionMark,
        .ethernetType,
    ]

    /// By field and value, each list from high to low priority.
    private var byKey: [PacketField: [UInt128: [CompiledRule]]] = [:]
    private var others: [CompiledRule] = []

    var isEmpty: Bool { byKey.isEmpty && others.isEmpty }

    /// The field and the value under which a rule stands; `nil` for one that is looked at for every packet.
    static func key(of cube: TernaryCube) -> (field: PacketField, value: UInt128)? {
        for field in keys {
            if let value = cube.exactValue(of: field) { return (field, value) }
        }
        return nil
    }

    mutating func insert(_ rule: CompiledRule) {
        guard let (field, value) = Self.key(of: rule.cube) else { return Self.insert(rule, into: &others) }
        Self.insert(rule, into: &byKey[field, default: [:]][value, default: []])
    }

    private static func insert(_ rule: CompiledRule, into list: inout [CompiledRule]) {
        let place = list.firstIndex { $0.priority < rule.priority } ?? list.endIndex
        list.insert(rule, at: place)
    }

    mutating func remove(_ rule: CompiledRule) {
        guard let (field, value) = Self.key(of: rule.cube) else {
            others.removeAll { $0.number == rule.number }
            return
        }
        byKey[field]?[value]?.removeAll { $0.number == rule.number }
        if byKey[field]?[value]?.isEmpty == true { byKey[field]?[value] = nil }
        if byKey[field]?.isEmpty == true { byKey[field] = nil }
    }

    /// The rules that some packet of the cube matches, from high to low priority.
    func candidates(for cube: TernaryCube) -> [CompiledRule] {
        var found: [CompiledRule] = []
        var lists = 0
        let add = { (list: [CompiledRule]) in
            let before = found.count
            for index in list.indices where list[index].cube.overlaps(cube) { found.append(list[index]) }
            if found.count > before { lists += 1 }
        }
        for (field, values) in byKey {
            if let value = cube.exactValue(of: field) {
                if let list = values[value] { add(list) }
            } else {
                for list in values.values { add(list) }
            }
        }
        add(others)
        // Rules of one priority in the order of their numbers, so that walks are the same in every run.
        if lists > 1 { found.sort { ($1.priority, $0.number) < ($0.priority, $1.number) } }
        return found
    }

    /// Every rule, in no order.
    var rules: [CompiledRule] { byKey.values.flatMap { $0.values.flatMap { $0 } } + others }
}
