public import HeaderSpace
public import NetworkTypes
public import OpenFlow
public import ServiceChaining

/// A port where new flows of a subchain get a path.
public struct PlannedHead: Hashable, Sendable {
    public let subchain: SubchainID
    public let head: InstancePath.Head
    /// Which way flows go that begin here; `reverse` where the far end of a chain begins them.
    public let direction: PathDirection
    public let port: SwitchPort
    /// The select group that picks the path in the resident engine.
    public let group: GroupID
    public let traffic: Traffic
    /// The paths that take new flows, with weights above zero.
    public let choices: [Choice]

    /// True where chains begin: at an endpoint, not behind a box.
    public var isEntry: Bool {
        if case .endpoint = head { true } else { false }
    }

    public struct Choice: Hashable, Sendable {
        public let path: PathID
        public let weight: Int
    }

    /// What belongs to the subchain of all that comes in by the port.
    public enum Traffic: Hashable, Sendable {
        /// Everything: what leaves the box can go one way only.
        case everything
        /// What the classes of a chain match.
        case classes([TrafficClass])
        /// What still tells chains apart behind a box that they share.
        case headers([HeaderRule])
    }

    /// Headers, and when they are asked about.
    public struct HeaderRule: Hashable, Sendable {
        /// The higher is asked first; 1...3000.
        public let priority: Int
        public let headers: HeaderSet
    }
}
