/// Nicira's `controller` action with what the plain output to the controller cannot say (ovs-actions(7), "The
/// controller action").
///
/// ```swift
/// .controller(ControllerAction(meter: 7, userdata: [1]))   // at most as many packets as meter 7 lets through
/// ```
///
/// The data reach only controllers that asked for Nicira's second form of packet-in messages.
public struct ControllerAction: Hashable, Sendable {
    /// How many bytes of the packet to send, 0xFFFF for all.
    public var maxLength: UInt16
    /// Controllers that gave themselves another number do not get it.
    public var controller: UInt16
    public var reason: PacketIn.Reason
    public var meter: UInt32?
    public var userdata: [UInt8]

    public init(
        maxLength: UInt16 = 0xFFFF, controller: UInt16 = 0, reason: PacketIn.Reason = .action, meter: UInt32? = nil,
        userdata: [UInt8] = []
    ) {
        self.maxLength = maxLength
        self.controller = controller
        self.reason = reason
        self.meter = meter
        self.userdata = userdata
    }
}
