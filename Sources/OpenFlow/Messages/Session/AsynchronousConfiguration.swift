/// Which messages a switch sends unasked (OpenFlow 1.3.5 § 7.3.10): a bit per reason, one mask as master or equal,
/// one as slave.
public struct AsynchronousConfiguration: Hashable, Sendable {
    public var packetIn: Masks
    public var portStatus: Masks
    public var flowRemoved: Masks

    public init(packetIn: Masks, portStatus: Masks, flowRemoved: Masks) {
        self.packetIn = packetIn
        self.portStatus = portStatus
        self.flowRemoved = flowRemoved
    }

    /// Bit n stands for reason n.
    public struct Masks: Hashable, Sendable {
        public var master: UInt32
        public var slave: UInt32

        public init(master: UInt32, slave: UInt32 = 0) {
            self.master = master
            self.slave = slave
        }
    }
}
