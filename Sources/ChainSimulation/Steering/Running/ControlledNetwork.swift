internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation

/// A network and what has been said between it and its controller.
struct ControlledNetwork {
    var network: EmulatedNetwork
    private(set) var counts = MessageCounts()
    private var nextTransaction: UInt32 = 1

    init(_ network: EmulatedNetwork) { self.network = network }

    /// Why messages are sent.
    enum Cause {
        /// The deployment changes, or something is cleared away.
        case deployment
        /// A packet was handed up.
        case packet
    }

    /// Gives switches what a method tells them, in order.
    ///
    /// - Returns: the way of each packet that was sent out.
    mutating func send(
        _ messages: [SwitchMessages], because cause: Cause
    ) throws(ChainSimulationError) -> [Walk] {
        var walks: [Walk] = []
        for message in messages {
            for body in message.bodies {
                counts.add(body, cause)
                let answer = network.receive(
                    Message(TransactionID(rawValue: nextTransaction), body), at: message.datapath)
                nextTransaction &+= 1
                for case .error(let error) in answer.replies.map(\.body) {
                    throw ChainSimulationError(
                        .messageRefused, "switch \(message.datapath) refused \(body): \(error.code)")
                }
                if case .packetOut = body { walks.append(answer.walk) }
            }
        }
        return walks
    }

    mutating func countPacketIn() { counts.packetIns += 1 }
}

/// Messages between switches and controller.
struct MessageCounts: Hashable, Sendable {
    var packetIns = 0
    var packetOuts = 0
    /// Rules added, changed or deleted in answer to packets.
    var flowModsForPackets = 0
    /// Rules and groups added, changed or deleted because the deployment has changed.
    var modsForDeployment = 0

    mutating func add(_ body: Message.Body, _ cause: ControlledNetwork.Cause) {
        switch (body, cause) {
        case (.packetOut, _): packetOuts += 1
        case (.flowMod, .packet): flowModsForPackets += 1
        case (.flowMod, .deployment), (.groupMod, _): modsForDeployment += 1
        default: break
        }
    }
}
