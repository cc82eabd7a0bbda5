extension Transaction {
    /// Adds the operations that are still needed for a bridge to be as configured; none when it is so already.
    ///
    /// A new bridge gets its local port. In an empty database the root row is made as well.
    ///
    /// ```swift
    /// var transaction = Transaction(on: .openVSwitch)
    /// try transaction.ensure(BridgeConfiguration(name: "br0", datapathType: .userspace), in: replica)
    /// ```
    /// - Throws: `.notMonitored` when the replica does not follow what must be compared; `.conflict` when a port that
    ///   is no bridge has the name, or this transaction makes the bridge already.
    public mutating func ensure(_ bridge: BridgeConfiguration, in replica: Replica) throws(OVSDBError) {
        let compared = Array(bridge.columns.columns.keys) + Array(bridge.maps.keys)
        try replica.requireFollowing(.bridge, compared + [.name])
        if let (id, row) = replica.bridge(bridge.name) {
            bring(.bridge, id, row, to: bridge.columns, maps: bridge.maps)
        } else {
            try add(bridge, in: replica)
        }
    }

    private mutating func add(_ bridge: BridgeConfiguration, in replica: Replica) throws(OVSDBError) {
        try replica.requireFollowing(.port, [.name])
        try replica.requireFollowing(.openVSwitch, ["bridges"])
        let name = bridge.name.rawValue
        guard replica.port(PortName(name)) == nil, !inserts(name, into: .port) else {
            throw OVSDBError(
                .conflict, "a port \"\(name)\" exists or is being made; choose another name for the bridge")
        }
        let interface = insert(into: .interface, [.name: .string(name), "type": "internal"])
        let port = insert(into: .port, [.name: .string(name), "interfaces": .row(interface)])
        let fixed: Row = [.name: .string(name), "ports": .row(port)]
        let row = insert(into: .bridge, Self.newRow(fixed, bridge.columns, maps: bridge.maps))
        if replica.rows(in: .openVSwitch).isEmpty, insertedRows(into: .openVSwitch).isEmpty {
            insert(into: .openVSwitch, [:])
        }
        mutate(.openVSwitch, where: [], [Mutation("bridges", .insert, .row(row))])
    }

    /// Adds the removal of a bridge with all its ports; nothing when there is no such bridge.
    ///
    /// Ports, interfaces and controllers vanish with the last reference to them.
    ///
    /// - Throws: `.notMonitored`.
    public mutating func remove(_ bridge: BridgeName, in replica: Replica) throws(OVSDBError) {
        try replica.requireFollowing(.bridge, [.name])
        guard let (id, _) = replica.bridge(bridge) else { return }
        mutate(.openVSwitch, where: [], [Mutation("bridges", .delete, .uuid(id))])
    }
}
