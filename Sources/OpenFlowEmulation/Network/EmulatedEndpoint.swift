public import NetworkTypes

/// A host at a switch port: it records what arrives and may answer.
public struct EmulatedEndpoint: Sendable {
    /// Every packet that arrived, in order.
    public internal(set) var received: [Packet] = []
    public var reply: Reply
    /// Where it is set, packets to any other link-layer address are recorded in ``misaddressed`` and not answered.
    public var hardwareAddress: MACAddress?
    public internal(set) var misaddressed: [Packet] = []

    public init(reply: Reply = .none, hardwareAddress: MACAddress? = nil) {
        self.reply = reply
        self.hardwareAddress = hardwareAddress
    }

    public enum Reply: Hashable, Sendable {
        case none
        /// Each packet is answered as a live peer would: see ``Packet/answer``.
        case answers
    }

    /// Records a packet and answers it where it should.
    mutating func receive(_ packet: Packet) -> Packet? {
        if let hardwareAddress, packet.destination != hardwareAddress, !packet.destination.isMulticast {
            misaddressed.append(packet)
            return nil
        }
        received.append(packet)
        return reply == .answers ? packet.answer : nil
    }
}
