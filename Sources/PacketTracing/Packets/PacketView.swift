public import NetworkTypes
public import OpenFlowEmulation

/// What a trace shows of a packet: what tells its flow, and what tells switches its path.
public struct PacketView: Hashable, Sendable, CustomStringConvertible {
    /// `nil` for what is no IP, however it is wrapped.
    public let flow: FiveTuple?
    public let dscp: DSCP
    public let vlan: UInt16?
    /// The topmost MPLS label (RFC 3032).
    public let label: UInt32?
    /// The path of a network service header (RFC 8300 § 2.3).
    public let servicePath: UInt32?

    public init(_ packet: Packet) {
        let inner = packet.unwrapped
        flow = inner.fiveTuple
        dscp = inner.dscp
        vlan = packet.vlan.map { $0.id }
        label = packet.label?.label
        servicePath = packet.nsh?.path
    }

    /// `tcp 10.1.0.10:40000 > 10.9.0.5:80, dscp 3`.
    public var description: String { ([flow?.description ?? "no IP packet"] + tags).joined(separator: ", ") }

    /// What the packet carries besides its flow.
    public var tags: [String] {
        (dscp == .bestEffort ? [] : ["dscp \(dscp.rawValue)"]) + (vlan.map { ["vlan \($0)"] } ?? [])
            + (label.map { ["mpls \($0)"] } ?? []) + (servicePath.map { ["nsh path \($0)"] } ?? [])
    }

    /// What is different in the other packet: `source 10.1.0.10:40000 -> 100.64.4.3:20000`.
    public func changes(to other: PacketView) -> [String] {
        var changes: [String] = []
        if let mine = flow, let theirs = other.flow {
            let (from, to) = (mine.sockets, theirs.sockets)
            if from.source != to.source { changes.append("source \(from.source) -> \(to.source)") }
            if from.destination != to.destination {
                changes.append("destination \(from.destination) -> \(to.destination)")
            }
        }
        if dscp != other.dscp { changes.append("dscp \(dscp.rawValue) -> \(other.dscp.rawValue)") }
        if vlan != other.vlan { changes.append("vlan \(Self.text(vlan)) -> \(Self.text(other.vlan))") }
        if label != other.label { changes.append("mpls \(Self.text(label)) -> \(Self.text(other.label))") }
        return changes
    }

    private static func text(_ number: (some BinaryInteger)?) -> String { number.map { "\($0)" } ?? "none" }
}

extension FiveTuple {
    /// Both ends as texts, with ports where there are some.
    fileprivate var sockets: (source: String, destination: String) {
        func text(_ address: IPAddress, _ port: TransportPort) -> String {
            guard transport.hasPorts else { return "\(address)" }
            return address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        }
        return (text(source, sourcePort), text(destination, destinationPort))
    }
}
