/// The parts of the `Open_vSwitch` database (`ovs-vswitchd.conf.db(5)`) that a controller works with.
public enum OpenVSwitch {
    /// The tables and columns that the operation builders compare with what is wanted. Monitor these.
    public static let monitorRequests: [TableName: MonitorRequest] = [
        .openVSwitch: MonitorRequest(columns: ["bridges", "cur_cfg", "next_cfg", "external_ids", "other_config"]),
        .bridge: MonitorRequest(columns: [
            .name, "ports", "controller", "datapath_type", "datapath_id", "fail_mode", "protocols", .otherConfig,
            .externalIDs,
        ]),
        .port: MonitorRequest(columns: [.name, "interfaces", "tag", .otherConfig, .externalIDs]),
        .interface: MonitorRequest(columns: [
            .name, "type", "options", "ofport", "ofport_request", "mtu_request", "mtu", "admin_state", "link_state",
            "mac_in_use", "error", .otherConfig, .externalIDs,
        ]),
        .controller: MonitorRequest(columns: [
            "target", "connection_mode", "inactivity_probe", "max_backoff", "is_connected", "role", "status",
        ]),
    ]
}

extension DatabaseName {
    /// The database that configures Open vSwitch.
    public static let openVSwitch = DatabaseName("Open_vSwitch")
}

extension TableName {
    /// The one row from which everything else hangs.
    public static let openVSwitch = TableName("Open_vSwitch")
    public static let bridge = TableName("Bridge")
    public static let port = TableName("Port")
    public static let interface = TableName("Interface")
    public static let controller = TableName("Controller")
}

extension ColumnName {
    static let name = ColumnName("name")
    static let otherConfig = ColumnName("other_config")
    static let externalIDs = ColumnName("external_ids")
}

/// The name of a bridge, which is also the name of its local port.
public struct BridgeName: OVSDBName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a port, which is also the name of its only interface. Bonds are not covered.
public struct PortName: OVSDBName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
