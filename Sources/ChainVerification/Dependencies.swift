internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

/// Which checks have looked where, so that a change of rules leads to the checks that it may concern.
struct Dependencies: Sendable {
    private struct Table: Hashable {
        let datapath: DatapathID
        let table: TableID
    }

    /// Checks by numbers of our own, since they are long to hash.
    private var numbers: [Check: Int] = [:]
    private var checks: [Int: Check] = [:]
    private var lastNumber = 0
    private var readers: [Table: [UInt64?: [UInt8?: Set<Int>]]] = [:]
    private var users: [WalkRecord.GroupKey: Set<Int>] = [:]

    mutating func add(_ check: Check, _ record: WalkRecord) {
        remove(check, record)
        lastNumber += 1
        let number = lastNumber
        numbers[check] = number
        checks[number] = check
        for entry in record.consultations {
            readers[Table(datapath: entry.datapath, table: entry.table), default: [:]][entry.value, default: [:]][
                entry.dscp, default: []
            ].insert(number)
        }
        for group in record.groups { users[group, default: []].insert(number) }
    }

    /// - Parameter record: the one with which the check was added.

    mutating func remove(_ check: Check, _ record: WalkRecord) {
        guard let number = numbers.removeValue(forKey: check) else { return }
        checks[number] = nil
        for entry in record.consultations {
            let table = Table(datapath: entry.datapath, table: entry.table)
            readers[table]?[entry.value]?[entry.dscp]?.remove(number)
            if readers[table]?[entry.value]?[entry.dscp]?.isEmpty == true {
                readers[table]?[entry.value]?[entry.dscp] = nil
            }
            if readers[table]?[entry.value]?.isEmpty == true { readers[table]?[entry.value] = nil }
        }
        for group in record.groups { users[group]?.remove(number) }
    }

    /// The checks that may come out otherwise where these changes have been made.
    func concerned(by changes: [DatapathID: SwitchChange]) -> Set<Check> {
        var result: Set<Int> = []
        for (datapath, change) in changes {
            for rule in change.rules { collect(CompiledRule(0, rule.key, rule.rule), datapath, &result) }
            for group in change.groups {
                result.formUnion(users[WalkRecord.GroupKey(datapath: datapath, group: group.group)] ?? [])
            }
        }
        return Set(result.compactMap { checks[$0] })
    }

    private func collect(_ rule: CompiledRule, _ datapath: DatapathID, _ result: inout Set<Int>) {
        let table = rule.key.table.id
        guard rule.concernsTraffic, let byValue = readers[Table(datapath: datapath, table: table)] else { return }
        let wanted = Consultation(table, on: datapath, rule.cube)
        let groups: [[UInt8?: Set<Int>]]
        if let value = wanted.value {
            groups = [byValue[value], byValue[nil]].compactMap { $0 }
        } else {
            groups = Array(byValue.values)
        }
        for group in groups {
            guard let dscp = wanted.dscp else {
                for checks in group.values { result.formUnion(checks) }
                continue
            }
            result.formUnion(group[dscp] ?? [])
            result.formUnion(group[nil] ?? [])
        }
    }
}
