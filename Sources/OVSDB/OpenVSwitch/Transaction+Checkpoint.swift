extension Transaction {
    /// Asks `ovs-vswitchd` to say when it has put this transaction into effect, which is later than the commit.
    ///
    /// The number in the last row of the result must be reached by `Open_vSwitch.cur_cfg`
    /// (``configurationNumber(in:)``, ``Replica/appliedConfigurationNumber``).
    public mutating func requestCheckpoint() {
        mutate(.openVSwitch, where: [], [Mutation("next_cfg", .add, 1)])
        select(from: .openVSwitch, columns: ["next_cfg"])
    }

    /// The number that a transaction with ``requestCheckpoint()`` at its end was given.
    public static func configurationNumber(in result: TransactionResult) -> Int64? {
        result.rows.last?["next_cfg"]?.integer
    }
}

extension Replica {
    /// The last configuration that `ovs-vswitchd` has put into effect (`Open_vSwitch.cur_cfg`).
    public var appliedConfigurationNumber: Int64? {
        rows(in: .openVSwitch).values.first?["cur_cfg"]?.integer
    }
}
