import NetworkTypes
import OpenFlowEmulation

/// A proxy that nobody sees: its connections have the addresses and ports of those that it ends.
struct TransparentProxyBox: EmulatedBox {
    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var result = packet
        if packet.ip?.transport == .tcp {
            result.sequence = packet.sequence &+ 0x4000_0000 &+ UInt32(packet.fiveTuple?.sourcePort.rawValue ?? 0)
        }
        return .emit(result, on: side.opposite)
    }
}

/// A cache that answers two clients out of three itself, and lets the others through as they are.
struct CacheBox: EmulatedBox {
    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard side == .left, (packet.fiveTuple?.sourcePort.rawValue ?? 0) % 3 != 0, var answer = packet.answer else {
            return .emit(packet, on: side.opposite)
        }
        answer.sequence = answer.sequence &+ 0x1234_5678
        return .emit(answer, on: .left)
    }
}

/// Sends connections to one of several servers, picked by the client's port.
struct LoadBalancerBox: EmulatedBox {
    let service: IPAddress
    let servers: [IPAddress]

    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard var flow = packet.fiveTuple, !servers.isEmpty else { return .drop("no flow") }
        if side == .left {
            flow.destination = servers[Int(flow.sourcePort.rawValue) % servers.count]
        } else {
            flow.source = service
        }
        var result = packet
        result.fiveTuple = flow
        return .emit(result, on: side.opposite)
    }
}

/// Changes nothing but the client's port.
struct PortRewritingBox: EmulatedBox {
    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard var flow = packet.fiveTuple else { return .drop("no flow") }
        if side == .left {
            flow.sourcePort = TransportPort(rawValue: flow.sourcePort.rawValue ^ 0x5)
        } else {
            flow.destinationPort = TransportPort(rawValue: flow.destinationPort.rawValue ^ 0x5)
        }
        var result = packet
        result.fiveTuple = flow
        return .emit(result, on: side.opposite)
    }
}

/// Lets only some packets through.
struct ThinningBox: EmulatedBox {
    private var count = 0

    init() {}

    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        count += 1
        return count % 3 == 0 ? .drop("the third") : .emit(packet, on: side.opposite)
    }
}

/// Takes the DSCP for its own purposes.
struct RemarkingBox: EmulatedBox {
    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var result = packet
        result.dscp = DSCP(rawValue: 46) ?? .bestEffort
        return .emit(result, on: side.opposite)
    }
}

/// Translates a share of the clients and lets the others through.
struct PartialNATBox: EmulatedBox {
    /// Of 100 clients' ports.
    let share: UInt16
    private var nat = SourceNATBox(address: TrafficModel.address(100, 64, 0, 1))

    init(share: UInt16) { self.share = share }

    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard let flow = packet.fiveTuple else { return .drop("no flow") }
        let isTranslated =
            side == .left
            ? flow.sourcePort.rawValue % 100 < share : flow.destination == TrafficModel.address(100, 64, 0, 1)
        return isTranslated ? nat.receive(packet, on: side, at: now) : .emit(packet, on: side.opposite)
    }
}
