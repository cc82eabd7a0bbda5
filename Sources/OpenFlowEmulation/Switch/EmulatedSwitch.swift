public import NetworkTypes
public import OpenFlow

/// A switch as a value: tables, groups, tracker and ports, changed by the very messages that Open vSwitch gets.
///
/// ```swift
/// var bridge = EmulatedSwitch(1, ports: [EmulatedPort(1), EmulatedPort(2)])
/// let replies = bridge.receive(Message(7, .flowMod(change)))       // empty, or an error
/// let output = bridge.process(packet, inPort: 1)                   // emissions, packet-ins, trace
/// ```
///
/// Deterministic: nothing is random, time is ``now``, which the caller moves with ``advance(to:)``.
/// Differences to Open vSwitch: `normal` floods, a packet carries one VLAN tag at most, packets for the controller are
/// never cut, of tunnel metadata there are four fields, and of service headers metadata of type 1 around a frame.
/// Open vSwitch 3.1 loses packets where a service header is put on or taken away within a `clone`; here that works.
public struct EmulatedSwitch: Sendable {
    public let datapath: DatapathID
    public internal(set) var ports: [PortNumber: EmulatedPort]
    /// The switch's own address in the underlay, if it takes part in tunnels.
    public var tunnelAddress: IPv4Address?
    /// The tables that have ever held a rule.
    public internal(set) var tables: [TableID: FlowTable] = [:]
    public internal(set) var groups = GroupTable()
    public internal(set) var meters = MeterTable()
    public internal(set) var tunnelOptions = TunnelOptions()
    public var tracker = ConnectionTracker()
    /// The switch's clock, from any origin.
    public private(set) var now: Duration = .zero
    /// Changes which bucket a flow falls into, as a different switch would.
    public var selectionSeed: UInt64
    /// Whether select groups hash a flow and its replies alike, as some switches do; Open vSwitch does not by default.
    public var selectsSymmetrically = false

    var fragments = FragmentStore()
    var bundles: [BundleID: OpenBundle] = [:]
    var configuration = SwitchConfiguration(missSendLength: 128)
    var asynchronous = AsynchronousConfiguration(
        packetIn: .init(master: 3), portStatus: .init(master: 7, slave: 7), flowRemoved: .init(master: 15))
    var role = RoleMessage(.equal)
    var portCounters: [PortNumber: PortStats] = [:]
    var queue: [Message] = []
    var sent = SwitchOutput()

    /// How many tables there are: 0...253, of which 254 is Open vSwitch's own.
    static let tableCount: UInt8 = 254
    static let maximumRecirculations = 6

    public init(
        _ datapath: DatapathID, ports: [EmulatedPort] = [], tunnelAddress: IPv4Address? = nil, selectionSeed: UInt64 = 0
    ) {
        self.datapath = datapath
        self.ports = Dictionary(ports.map { ($0.number, $0) }) { _, last in last }
        self.tunnelAddress = tunnelAddress
        self.selectionSeed = selectionSeed
    }

    /// Moves the clock, and removes the rules and connections whose time has come; it never goes back.
    public mutating func advance(to time: Duration) {
        now = max(now, time)
        for table in tables.keys.sorted() {
            report(tables[table]?.expire(at: now) ?? [], of: table)
        }
        forgetLessons()
        tracker.expire(at: now)
        fragments.expire(at: now)
    }

    /// Starts anew as `ovs-vswitchd` does: with its ports, but without rules, groups, connections and open bundles.
    public mutating func restart() {
        (tables, groups, tracker, bundles) = ([:], GroupTable(), ConnectionTracker(), [:])
        (queue, sent, role) = ([], SwitchOutput(), RoleMessage(.equal))
    }

    /// Takes the messages that the switch sends unasked: packet-ins, removed rules, port changes.
    public mutating func drainMessages() -> [Message] {
        defer { queue = [] }
        return queue
    }

    /// Takes what packet-outs have sent since the last call.
    public mutating func drainSent() -> SwitchOutput {
        defer { sent = SwitchOutput() }
        return sent
    }

    /// Adds a port, or changes the one with its number, and tells the controller.
    public mutating func setPort(_ port: EmulatedPort) {
        let reason: PortStatus.Reason = ports[port.number] == nil ? .add : .modify
        ports[port.number] = port
        queue.append(Message(0, .portStatus(PortStatus(reason, port.description))))
    }

    /// Removes a port and tells the controller.
    public mutating func removePort(_ number: PortNumber) {
        guard let port = ports.removeValue(forKey: number) else { return }
        queue.append(Message(0, .portStatus(PortStatus(.delete, port.description))))
    }

    func report(rule removed: RemovedRule, of table: TableID) -> Message? {
        let rule = removed.rule
        guard rule.flags.contains(.sendFlowRemoved) else { return nil }
        let age = (now - rule.created).components
        return Message(
            0,
            .flowRemoved(
                FlowRemoved(
                    cookie: rule.cookie, priority: rule.priority, reason: removed.reason, table: table,
                    durationSeconds: UInt32(clamping: age.seconds),
                    durationNanoseconds: UInt32(clamping: age.attoseconds / 1_000_000_000),
                    idleTimeout: rule.idleTimeout, hardTimeout: rule.hardTimeout, packetCount: rule.packetCount,
                    byteCount: rule.byteCount, match: rule.match)))
    }

    mutating func report(_ removed: [RemovedRule], of table: TableID) {
        queue += removed.compactMap { report(rule: $0, of: table) }
    }
}
