public import NetworkTypes
public import OpenFlow

/// What a switch did with a packet.
public struct SwitchOutput: Sendable {
    /// What left the switch, in order.
    public internal(set) var emissions: [Emission] = []
    /// What went to the controller, in order.
    public internal(set) var packetIns: [PacketIn] = []
    /// Every look-up and decision on the way.
    public internal(set) var trace: [TraceStep] = []

    public init() {}

    /// A packet that leaves by a port.
    public struct Emission: Hashable, Sendable {
        public let port: PortNumber
        public let packet: Packet
        /// For a tunnel port: where it goes and under which identifier.
        public let tunnel: TunnelKey?
    }

    /// Why nothing came of the packet; `nil` where something left the switch or went to the controller.
    public var dropReason: DropReason? {
        guard emissions.isEmpty, packetIns.isEmpty else { return nil }
        var reason = DropReason.portDown
        for step in trace {
            switch step {
            case .lookup(let table, nil): reason = .noMatch(table)
            case .lookup(let table, let rule?): reason = .rule(table, rule)
            case .notice(let notice): reason = .notice(notice)
            default: break
            }
        }
        return reason
    }
}

/// Why a switch dropped a packet.
public enum DropReason: Hashable, Sendable {
    /// No rule of the table matched.
    case noMatch(TableID)
    /// The last rule that matched says nothing that leads out.
    case rule(TableID, RuleName)
    case notice(TraceStep.Notice)
    /// The packet came by a port that is down, closed or not there.
    case portDown
}
