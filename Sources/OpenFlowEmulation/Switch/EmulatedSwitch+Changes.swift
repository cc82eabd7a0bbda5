internal import NetworkTypes
internal import OpenFlow

extension EmulatedSwitch {
    var ruleCheck: RuleCheck { RuleCheck(groups: groups, meters: meters, options: tunnelOptions) }

    /// Carries out a change of meters; rules that name a deleted meter go with it.
    mutating func apply(_ change: MeterMod) throws(Refusal) {
        for meter in try meters.apply(change, at: now) {
            for table in tables.keys.sorted() {
                report(tables[table]?.removeRules(using: meter) ?? [], of: table)
            }
        }
    }

    /// Carries out a flow modification, or changes nothing.
    mutating func apply(_ change: FlowMod) throws(Refusal) {
        try ruleCheck.check(change)
        let isDeletion = change.command == .delete || change.command == .deleteStrict
        if change.table == .all {
            guard isDeletion else { throw Refusal(.flowBadTable) }
            for table in tables.keys.sorted() { try apply(change, to: table) }
            return
        }
        guard change.table.rawValue < Self.tableCount else { throw Refusal(.flowBadTable) }
        try apply(change, to: change.table)
    }

    private mutating func apply(_ change: FlowMod, to table: TableID) throws(Refusal) {
        var changed = tables.removeValue(forKey: table) ?? FlowTable()
        defer { tables[table] = changed }
        report(try changed.apply(change, at: now), of: table)
    }

    /// Carries out a group modification; rules that point to a deleted group go with it.
    mutating func apply(_ change: GroupMod) throws(Refusal) {
        if change.command != .delete {
            for bucket in change.buckets { try ruleCheck.check(bucket: bucket) }
        }
        for group in try groups.apply(change) {
            for table in tables.keys.sorted() {
                report(tables[table]?.removeRules(using: group) ?? [], of: table)
            }
        }
    }
}
