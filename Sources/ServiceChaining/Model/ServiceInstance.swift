public import NetworkTypes

/// One running middlebox of a function.
public struct ServiceInstance: Hashable, Sendable {
    public var id: InstanceID
    public var function: FunctionID
    public var attachment: InstanceAttachment
    public var state: State
    /// Its share of the traffic beside the other instances of the same clone; 1 for equal shares.
    public var weight: Int
    /// The chain whose clone it belongs to, for a function that is cloned; `nil` lets the composition decide.
    public var serves: ChainID?

    public init(
        _ id: InstanceID, of function: FunctionID, at attachment: InstanceAttachment, state: State = .active,
        weight: Int = 1, serves: ChainID? = nil
    ) {
        self.id = id
        self.function = function
        self.attachment = attachment
        self.state = state
        self.weight = weight
        self.serves = serves
    }

    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Takes new flows.
        case active
        /// Keeps the flows that it has and takes no new ones (Stratos § 5.3).
        case draining
        /// Does not answer its health check; what happens is the function's ``FailurePolicy``.
        case failed
    }
}

/// The switch ports of a middlebox: forward traffic enters on the left and leaves on the right.
///
/// A one-armed box has one port, which is both; a tap has one too, and nothing comes from it.
public struct InstanceAttachment: Hashable, Sendable {
    public var left: SwitchPort
    public var right: SwitchPort
    /// The MAC address to which packets are sent on the left; `nil` for a box that takes every frame (a bridge).
    public var leftMAC: MACAddress?
    public var rightMAC: MACAddress?

    public init(
        left: SwitchPort, right: SwitchPort, leftMAC: MACAddress? = nil, rightMAC: MACAddress? = nil
    ) {
        self.left = left
        self.right = right
        self.leftMAC = leftMAC
        self.rightMAC = rightMAC
    }

    /// The attachment of a box with one port.
    public init(oneArmed port: SwitchPort, mac: MACAddress? = nil) {
        self.init(left: port, right: port, leftMAC: mac, rightMAC: mac)
    }

    public var isOneArmed: Bool { left == right }
}
