extension Transaction {
    /// Adds the operations that are still needed for a bridge to have a port as configured; none when it is so already.
    ///
    /// The bridge may be one that the same transaction makes. When the port is new the transaction fails, as a whole
    /// and with `timed out`, should the bridge vanish before it is committed.
    ///
    /// ```swift
    /// try transaction.ensure(.vxlan(name: "vx0", remote: .perFlow, key: .perFlow), on: "br0", in: replica)
    /// ```
    /// - Throws: `.notMonitored`; `.unknownBridge`; `.conflict` when the port is on another bridge or this transaction
    ///   makes it already.
    public mutating func ensure(
        _ port: PortConfiguration, on bridge: BridgeName, in replica: Replica
    ) throws(OVSDBError) {
        try requireFollowing(port, in: replica)
        try requireBridge(bridge, in: replica)
        guard let (id, row) = replica.port(port.name) else { return try add(port, to: bridge, in: replica) }
        guard replica.bridge(holding: id)?.id == replica.bridge(bridge)?.id else {
            let other = replica.bridge(holding: id)?.row[.name]?.string ?? "none"
            throw OVSDBError(
                .conflict,
                "port \"\(port.name)\" is on bridge \"\(other)\", not on \"\(bridge)\"; remove it there first")
        }
        bring(.port, id, row, to: port.portColumns, maps: [.externalIDs: port.externalIDs])
        guard let (id, row) = replica.interface(port.name) else { return }
        bring(.interface, id, row, to: port.interfaceColumns, maps: [.externalIDs: port.externalIDs])
    }

    private func requireFollowing(_ port: PortConfiguration, in replica: Replica) throws(OVSDBError) {
        try replica.requireFollowing(.bridge, [.name, "ports"])
        try replica.requireFollowing(.port, port.portColumns.columns.keys + [.name, .externalIDs])
        try replica.requireFollowing(.interface, port.interfaceColumns.columns.keys + [.name, .externalIDs])
    }

    private mutating func add(
        _ port: PortConfiguration, to bridge: BridgeName, in replica: Replica
    ) throws(OVSDBError) {
        let name = port.name.rawValue
        guard !inserts(name, into: .port) else {
            throw OVSDBError(.conflict, "this transaction makes port \"\(name)\" already")
        }
        let condition = Condition(.name, .equal, .string(bridge.rawValue))
        if replica.bridge(bridge) != nil {
            // Otherwise the port would vanish without a word, because nothing would refer to it.
            require(.bridge, where: [condition], columns: [.name], equal: [[.name: .string(bridge.rawValue)]])
        }
        let maps = [ColumnName.externalIDs: port.externalIDs]
        let interface = insert(
            into: .interface, Self.newRow([.name: .string(name)], port.interfaceColumns, maps: maps))
        let fixed: Row = [.name: .string(name), "interfaces": .row(interface)]
        let row = insert(into: .port, Self.newRow(fixed, port.portColumns, maps: maps))
        mutate(.bridge, where: [condition], [Mutation("ports", .insert, .row(row))])
    }

    /// Adds the removal of a port from whichever bridge it is on; nothing when there is no such port.
    ///
    /// - Throws: `.notMonitored`; `.conflict` when it is the local port of a bridge.
    public mutating func remove(_ port: PortName, in replica: Replica) throws(OVSDBError) {
        try replica.requireFollowing(.bridge, [.name, "ports"])
        try replica.requireFollowing(.port, [.name])
        guard let (id, _) = replica.port(port), let (bridge, row) = replica.bridge(holding: id) else { return }
        guard row[.name]?.string != port.rawValue else {
            throw OVSDBError(.conflict, "\"\(port)\" is the local port of its bridge; remove the bridge instead")
        }
        mutate(.bridge, where: [.row(bridge)], [Mutation("ports", .delete, .uuid(id))])
    }
}
