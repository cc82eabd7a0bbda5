public import OpenFlow

/// What a switch tells without being asked.
public enum SwitchEvent: Sendable {
    case packetIn(PacketIn)
    case flowRemoved(FlowRemoved)
    /// `SwitchSession.ports` has been brought up to date already.
    case portStatus(PortStatus)
    /// An error message that answers nothing that waits: most often the fate of a message sent with `send`.
    case error(SwitchError)
    /// Always the last event.
    case disconnected(OpenFlowSessionError)
}

/// How many events were thrown away because nobody read them in time.
public struct DroppedEvents: Hashable, Sendable {
    public var packetIns: UInt64 = 0
    public var others: UInt64 = 0
}
