/// One position of a chain in an affinity check: the instances of one middlebox and what each saw.
public struct AffinityStage: Sendable {
    /// What one instance saw on its two sides.
    public struct Instance: Sendable {
        public var name: String
        public var left: [ConnectionRecord]
        public var right: [ConnectionRecord]

        public init(name: String, left: [ConnectionRecord], right: [ConnectionRecord]) {
            self.name = name
            self.left = left
            self.right = right
        }
    }

    public var name: String
    /// Whether the two sides of a connection have the same five-tuple; if not, the id in the payload joins them.
    public var keepsAddresses: Bool
    /// Whether the box ends connections, so that only the bytes, not the packets, must agree.
    public var terminates: Bool
    public var instances: [Instance]

    public init(name: String, keepsAddresses: Bool, terminates: Bool, instances: [Instance]) {
        self.name = name
        self.keepsAddresses = keepsAddresses
        self.terminates = terminates
        self.instances = instances
    }
}

/// Something that a capture shows and flow affinity forbids.
public struct AffinityViolation: Sendable, Hashable, CustomStringConvertible {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The connection was not seen from its SYN to the FINs of both ends, or was reset.
        case incomplete
        /// No instance of the stage, or not the server, saw the connection.
        case missing
        /// More than one instance saw packets of the connection.
        case split
        /// Packets, bytes or flags of a direction differ from what the former place saw.
        case differs
        /// Packets that belong to no connection of the client.
        case stray
    }

    /// The id of the connection, when its payload was seen.
    public var connection: UInt64?
    /// The connection as its client knows it; for stray packets, as they were seen.
    public var flow: CapturedFlow
    /// A stage, an instance's side, `client` or `server`.
    public var place: String
    public var reason: Reason
    public var detail: String

    public var description: String { "\(flow) at \(place): \(reason.rawValue), \(detail)" }
}

/// The outcome of the paper's affinity experiment (Stratos §7.2): did each connection, in both directions and from its
/// first packet to its last, pass exactly one instance of each middlebox?
///
/// The records of client, instances and server are walked along the chain. At each place the flags, packet counts and
/// byte counts of both directions must be those of the place before. Lost packets therefore show up as `differs`:
/// run below the capacity of the machine.
public struct AffinityReport: Sendable {
    /// Connections that the client had.
    public var connections: Int
    public var violations: [AffinityViolation]
    /// How many connections each instance carried, by stage and instance.
    public var connectionsByInstance: [[String: Int]]
    /// Packets that captures missed; when not 0, `differs` may come from the capture itself.
    public var droppedByCaptures = 0
    /// How often two neighbouring places saw the same stream with different numbers of packets: a packet was lost
    /// between them and sent again. Not a violation.
    public var retransmissions: Int

    /// - Parameters:
    ///   - stages: In the order that the client's packets pass them.
    ///   - requiresWhole: Whether connections must be seen from SYN to FIN.
    /// - Complexity: O(n log n) in the number of records
    public init(
        client: [ConnectionRecord], stages: [AffinityStage], server: [ConnectionRecord], requiresWhole: Bool = true
    ) {
        var walk = AffinityWalk(stages: stages, server: server)
        for record in client { walk.follow(record, requiresWhole: requiresWhole) }
        walk.reportStrays()
        connections = client.count
        violations = walk.violations
        connectionsByInstance = walk.carried
        retransmissions = walk.losses
    }

    /// Connections with at least one violation, told apart by their ids, or by five-tuple where no id was seen.
    public var violatedConnections: Int {
        let unnamed = violations.filter { $0.connection == nil }.map(\.flow.undirected)
        return Set(violations.compactMap(\.connection)).count + Set(unnamed).count
    }

    /// One line: `0 of 500 connections violated affinity`.
    public var summary: String {
        "\(violatedConnections) of \(connections) connections violated affinity"
    }
}
