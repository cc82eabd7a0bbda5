/// Nicira's `ct` action: sends a packet through the connection tracker (ovs-actions(7), "The ct action").
///
/// With a table, the packet is tracked and looked up again there with `ct_state`, `ct_mark` and `ct_label` set;
/// without one, processing goes on with the next action. `commit` remembers the connection, and `actions`
/// (only sets, loads and moves into `ct_mark` or `ct_label`) are done to what is remembered.
public struct ConntrackAction: Hashable, Sendable {
    public var commits: Bool
    public var forces: Bool
    public var zone: Zone
    public var table: TableID?
    /// The application-level gateway: 0 for none, 21 for FTP, 69 for TFTP.
    public var algorithm: UInt16
    public var actions: [Action]

    public init(
        commits: Bool = false, forces: Bool = false, zone: Zone = .immediate(0), table: TableID? = nil,
        algorithm: UInt16 = 0, actions: [Action] = []
    ) {
        self.commits = commits
        self.forces = forces
        self.zone = zone
        self.table = table
        self.algorithm = algorithm
        self.actions = actions
    }

    /// Connections of different zones are strangers to each other.
    public enum Zone: Hashable, Sendable {
        case immediate(UInt16)
        /// Sixteen bits of a field.
        case field(Subfield)
    }
}
