internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// A way to steer packets through chains: what a controller tells switches, and when.
///
/// A method sees what a controller sees, policies and messages of switches, and answers with messages. It is run by
/// ``SteeringRun``, which counts both.
protocol SteeringMethod {
    /// What brings all switches from the policy before to this one, in the order in which it must be sent.
    mutating func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages]

    /// Answers a packet that a switch has handed up; `time` says when it was handed up.
    mutating func answer(_ packetIn: PacketIn, from datapath: DatapathID, at time: Duration) -> [SwitchMessages]

    /// What becomes of packets that the method has held back, once nothing more of a burst is to come.
    mutating func settle() -> [SwitchMessages]

    /// A rule that had a time-out has gone.
    mutating func ruleRemoved(_ removed: FlowRemoved, from datapath: DatapathID, now: Duration)

    /// What is to be cleared away now and then.
    mutating func maintain(_ network: EmulatedNetwork) throws(ChainSimulationError) -> [SwitchMessages]

    /// What the method takes flows behind rewriting boxes for, since the last call.
    mutating func drainAttributions() -> [Attribution]
}

extension SteeringMethod {
    mutating func answer(_ packetIn: PacketIn, from datapath: DatapathID, at time: Duration) -> [SwitchMessages] { [] }
    mutating func settle() -> [SwitchMessages] { [] }
    mutating func ruleRemoved(_ removed: FlowRemoved, from datapath: DatapathID, now: Duration) {}
    mutating func maintain(_ network: EmulatedNetwork) throws(ChainSimulationError) -> [SwitchMessages] { [] }
    mutating func drainAttributions() -> [Attribution] { [] }
}

/// What one switch is told.
struct SwitchMessages {
    let datapath: DatapathID
    let bodies: [Message.Body]

    init(_ datapath: DatapathID, _ bodies: [Message.Body]) {
        self.datapath = datapath
        self.bodies = bodies
    }

    /// Lets a packet that was handed up go through the tables again.
    static func again(_ packetIn: PacketIn, at port: SwitchPort) -> SwitchMessages {
        let message = PacketOut(inPort: port.port, actions: [.output(.table)], data: packetIn.data)
        return SwitchMessages(port.datapath, [.packetOut(message)])
    }
}

/// A guess: the flow that left a box is taken for the one that entered it.
struct Attribution: Hashable, Sendable {
    let leaving: FiveTuple
    /// `nil` where nothing fits.
    let entering: FiveTuple?
}
