extension Replica {
    /// A bridge by name, or nil when there is none.
    public func bridge(_ name: BridgeName) -> (id: RowID, row: Row)? {
        firstRow(in: .bridge, where: .name, is: .string(name.rawValue))
    }

    /// A port by name, or nil when there is none.
    public func port(_ name: PortName) -> (id: RowID, row: Row)? {
        firstRow(in: .port, where: .name, is: .string(name.rawValue))
    }

    /// An interface by the name of its port, or nil when there is none.
    public func interface(_ name: PortName) -> (id: RowID, row: Row)? {
        firstRow(in: .interface, where: .name, is: .string(name.rawValue))
    }

    /// The names of the ports of a bridge, in order; its local port is among them.
    public func portNames(of bridge: BridgeName) -> [PortName] {
        let ids = self.bridge(bridge)?.row["ports"]?.uuids ?? []
        return ids.compactMap { row($0, in: .port)?[.name]?.string }.map(PortName.init(rawValue:)).sorted()
    }

    /// The bridge that a port is on, or nil when it is on none.
    func bridge(holding port: RowID) -> (id: RowID, row: Row)? {
        let match = rows(in: .bridge).first { $0.value["ports"]?.uuids.contains(port) ?? false }
        return match.map { (id: $0.key, row: $0.value) }
    }

    /// What Open vSwitch says about the OpenFlow number of a port.
    public func openFlowPort(of port: PortName) -> OpenFlowPortState {
        guard let row = interface(port)?.row else { return .absent }
        guard let number = row["ofport"]?.integer else { return .pending }
        guard let port = UInt32(exactly: number) else {
            return .failed(reason: row["error"]?.string ?? "Open vSwitch could not add the port")
        }
        return .assigned(port)
    }
}

/// What is known about the OpenFlow number of a port (`Interface.ofport`).
public enum OpenFlowPortState: Hashable, Sendable {
    /// The database has no such interface.
    case absent
    /// Open vSwitch has not looked at the interface yet.
    case pending
    /// The port works under this number.
    case assigned(UInt32)
    /// Open vSwitch could not add the port, for example because the device does not exist. It may try again.
    case failed(reason: String)
}
