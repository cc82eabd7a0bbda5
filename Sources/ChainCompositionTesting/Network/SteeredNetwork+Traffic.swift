internal import ChainComposition
public import NetworkTypes
internal import OpenFlow
public import OpenFlowEmulation

/// What became of a packet and of its reply.
public struct PacketExchange: Sendable {
    /// The boxes that the packet visited, in order.
    public var visits: [String] = []
    /// The boxes that the reply visited; `nil` where there was none.
    public var replyVisits: [String]?
    /// Who got the packet.
    public var arrivals: [Walk.Delivery] = []
    /// Who got the reply.
    public var replyArrivals: [Walk.Delivery] = []
    /// Every way in which either was lost.
    public var losses: [WalkEvent] = []
    /// How often the controller was asked about the reply.
    public var replyQuestions = 0
    /// Whether everything that arrived was what had been sent.
    public var isGenuine = true

    /// True where exactly one packet arrived in each direction, and nothing was lost.
    public var isComplete: Bool { arrivals.count == 1 && replyArrivals.count == 1 && losses.isEmpty }
}

extension SteeredNetwork {
    /// Sends the first packet of a flow; a TCP handshake is finished at once, since trackers soon forget half of one.
    public mutating func open(
        _ flow: FiveTuple, marking: DSCP = .bestEffort, from port: SwitchPort
    ) -> PacketExchange {
        let first = exchange(flow, [.syn], marking, from: port)
        if flow.transport == .tcp, first.isComplete { _ = exchange(flow, [.ack], marking, from: port, answers: false) }
        return first
    }

    /// Sends another packet of a flow, which the far end answers.
    public mutating func exchange(
        _ flow: FiveTuple, marking: DSCP = .bestEffort, from port: SwitchPort
    ) -> PacketExchange {
        exchange(flow, [.ack], marking, from: port)
    }

    /// Closes a TCP flow in both directions; `nil` for flows that end by falling silent.
    public mutating func close(
        _ flow: FiveTuple, marking: DSCP = .bestEffort, from port: SwitchPort
    ) -> PacketExchange? {
        guard flow.transport == .tcp else { return nil }
        let last = exchange(flow, [.fin, .ack], marking, from: port)
        _ = exchange(flow, [.ack], marking, from: port, answers: false)
        return last
    }

    private mutating func exchange(
        _ flow: FiveTuple, _ flags: TCPFlags, _ marking: DSCP, from port: SwitchPort, answers: Bool = true
    ) -> PacketExchange {
        packets += 1
        nextPayload += 1
        var packet = Packet(flow, flags: flags, payload: Payload(id: nextPayload, length: 8))
        packet.dscp = marking
        packet.destination = compiler.addressResolution.virtualMAC
        var result = PacketExchange()
        let there = send(PendingPacket(packet, at: port), &result.losses)
        result.visits = there.boxes
        result.arrivals = there.deliveries
        if answers, let reply = there.replies.first {
            let back = send(reply, &result.losses)
            result.replyVisits = back.boxes
            result.replyArrivals = back.deliveries
            result.replyQuestions = back.packetIns.count
        }
        result.isGenuine = (result.arrivals + result.replyArrivals).allSatisfy { $0.packet.payload == packet.payload }
        return result
    }

    /// How often the controller may be asked about one packet, at whatever ports.
    private static let questionLimit = 64

    /// One packet to its end; what the controller answers to packet-ins sends it on, which is part of the walk.
    private mutating func send(_ packet: PendingPacket, _ losses: inout [WalkEvent]) -> Walk {
        var walk = network.send(packet.packet, from: packet.port)
        defer { losses += walk.losses }
        guard answering != nil else { return walk }
        var handled = 0, questions = 0
        while handled < walk.events.count {
            defer { handled += 1 }
            guard case .packetIn(let datapath, let message) = walk.events[handled] else { continue }
            questions += 1
            guard questions <= Self.questionLimit else {
                // A wrong answer sends the packet back to the controller for ever.
                losses.append(.hopLimit(packet.packet))
                break
            }
            for (target, body) in answering?.answer(message, from: datapath) ?? [] {
                walk.append(deliver(body, to: target))
            }
            // What packet-ins left in the queue is what has just been handled.
            listen(to: datapath)
        }
        return walk
    }

    /// How many live flows there are on each path; a path without any has drained.
    mutating func liveFlows() -> [PathID: Int] {
        if answering != nil { return answering?.flowsByPath(now: network.now) ?? [:] }
        var flows: [PathID: Int] = [:]
        for bridge in network.switches.values {
            for connection in bridge.tracker.connections
            where connection.mark != 0 && !connection.isClosed && connection.expires > network.now {
                flows[PathID.of(mark: connection.mark).path, default: 0] += 1
            }
        }
        return flows
    }
}
