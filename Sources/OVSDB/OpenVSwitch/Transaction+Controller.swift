extension Transaction {
    /// Adds the operations that are still needed for a bridge to have exactly these controllers; none when it has them.
    ///
    /// ```swift
    /// try transaction.ensure(ControllerConfiguration(targets: ["tcp:127.0.0.1:6653"]), on: "br0", in: replica)
    /// ```
    /// - Throws: `.notMonitored`; `.unknownBridge`.
    public mutating func ensure(
        _ controllers: ControllerConfiguration, on bridge: BridgeName, in replica: Replica
    ) throws(OVSDBError) {
        try replica.requireFollowing(.bridge, [.name, "controller"])
        try replica.requireFollowing(.controller, controllers.columns.columns.keys + ["target"])
        try requireBridge(bridge, in: replica)
        let present = Self.controllers(of: bridge, in: replica)
        guard present.map(\.target) != controllers.targets.sorted() else {
            for (_, id, row) in present { bring(.controller, id, row, to: controllers.columns) }
            return
        }
        let rows = controllers.targets.sorted().map { target in
            let row = insert(
                into: .controller, Self.newRow(["target": .string(target)], controllers.columns, maps: [:]))
            return Atom.namedUUID(row)
        }
        // Controllers that nothing refers to any more vanish by themselves.
        let condition = Condition(.name, .equal, .string(bridge.rawValue))
        update(.bridge, where: [condition], ["controller": .set(rows)])
    }

    /// The controllers of a bridge, by target.
    private static func controllers(
        of bridge: BridgeName, in replica: Replica
    ) -> [(target: String, id: RowID, row: Row)] {
        let ids = replica.bridge(bridge)?.row["controller"]?.uuids ?? []
        let rows = ids.compactMap { id -> (target: String, id: RowID, row: Row)? in
            guard let row = replica.row(id, in: .controller), let target = row["target"]?.string else { return nil }
            return (target, id, row)
        }
        return rows.sorted { $0.target < $1.target }
    }
}
