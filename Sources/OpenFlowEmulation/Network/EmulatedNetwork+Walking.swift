public import NetworkTypes
internal import OpenFlow

/// The packets of one walk that are still on their way.
struct Journey {
    var walk = Walk()
    var pending: [Hop] = []
    var left: Int

    init(limit: Int) { left = limit }

    struct Hop {
        var place: Place
        var packet: Packet
    }

    enum Place {
        case bridge(SwitchPort, TunnelKey)
        case box(String, BoxSide)
    }
}

extension EmulatedNetwork {
    /// Lets a packet enter a switch by a port and follows it, and every copy, to the end.
    ///
    /// Endpoints' answers are in ``Walk/replies`` and go on with another call, or with ``exchange(_:from:rounds:)``.
    public mutating func send(_ packet: Packet, from port: SwitchPort) -> Walk {
        var journey = Journey(limit: hopLimit)
        journey.pending.append(.init(place: .bridge(port, .none), packet: packet))
        run(&journey)
        return journey.walk
    }

    /// Sends a packet, then what is answered to it, and so on.
    ///
    /// - Parameter rounds: How many walks at most; 2 for a request and its replies.
    public mutating func exchange(_ packet: Packet, from port: SwitchPort, rounds: Int = 2) -> [Walk] {
        var walks: [Walk] = []
        var pending = [PendingPacket(packet, at: port)]
        while walks.count < rounds, !pending.isEmpty {
            let next = pending.removeFirst()
            let walk = send(next.packet, from: next.port)
            walks.append(walk)
            pending += walk.replies
        }
        return walks
    }

    mutating func run(_ journey: inout Journey) {
        while !journey.pending.isEmpty {
            let hop = journey.pending.removeFirst()
            guard journey.left > 0 else {
                journey.walk.events.append(.hopLimit(hop.packet))
                return
            }
            journey.left -= 1
            switch hop.place {
            case .bridge(let port, let tunnel): enter(port, tunnel, hop.packet, &journey)
            case .box(let name, let side): enter(name, side, hop.packet, &journey)
            }
        }
    }

    private mutating func enter(_ port: SwitchPort, _ tunnel: TunnelKey, _ packet: Packet, _ journey: inout Journey) {
        journey.walk.events.append(.enteredSwitch(port, packet))
        guard let output = switches[port.datapath]?.process(packet, inPort: port.port, tunnel: tunnel) else {
            journey.walk.events.append(.unattached(port, packet))
            return
        }
        take(output, from: port.datapath, packet, into: &journey)
    }

    /// Follows what a switch put out; `packet` is what it was given, `nil` for a packet-out.
    mutating func take(
        _ output: SwitchOutput, from datapath: DatapathID, _ packet: Packet?, into journey: inout Journey
    ) {
        journey.walk.lookups.append(
            Walk.SwitchLookups(datapath: datapath, steps: output.trace, nextEvent: journey.walk.events.count))
        journey.walk.events += output.packetIns.map { .packetIn(datapath, $0) }
        if let packet, let reason = output.dropReason {
            journey.walk.events.append(.droppedBySwitch(datapath, reason, packet))
        }
        for emission in output.emissions {
            let port = SwitchPort(datapath, emission.port)
            journey.walk.events.append(.leftSwitch(port, emission.packet))
            if let tunnel = emission.tunnel {
                enterTunnel(port, tunnel, emission.packet, &journey)
            } else {
                leave(port, emission.packet, &journey)
            }
        }
    }

    private mutating func leave(_ port: SwitchPort, _ packet: Packet, _ journey: inout Journey) {
        switch attachments[port] {
        case .endpoint(let name)?:
            journey.walk.events.append(.delivered(name, port, packet))
            if let answer = endpoints[name]?.receive(packet) {
                journey.walk.replies.append(PendingPacket(answer, at: port))
            }
        case .box(let name, let side)?: journey.pending.append(.init(place: .box(name, side), packet: packet))
        case .link(let other)?: journey.pending.append(.init(place: .bridge(other, .none), packet: packet))
        case nil: journey.walk.events.append(.unattached(port, packet))
        }
    }

    private func enterTunnel(_ port: SwitchPort, _ key: TunnelKey, _ packet: Packet, _ journey: inout Journey) {
        guard let end = tunnelEnd(key) else {
            journey.walk.events.append(.tunnelEndMissing(port, key, packet))
            return
        }
        journey.walk.events.append(.tunnelled(from: port, to: end, key, packet))
        journey.pending.append(.init(place: .bridge(end, key), packet: packet))
    }

    /// The tunnel port of the switch with the outer address: the one for the sender before the one for anybody.
    private func tunnelEnd(_ key: TunnelKey) -> SwitchPort? {
        let receivers = switches.values.filter { $0.tunnelAddress == key.destination }
        guard let bridge = receivers.min(by: { $0.datapath < $1.datapath }) else { return nil }
        let ends = bridge.ports.values.sorted { $0.number < $1.number }
        let end = ends.first { $0.tunnel == .fixed(key.source) } ?? ends.first { $0.tunnel == .flow }
        return end.map { SwitchPort(bridge.datapath, $0.number) }
    }

    private mutating func enter(_ name: String, _ side: BoxSide, _ packet: Packet, _ journey: inout Journey) {
        journey.walk.events.append(.enteredBox(name, side, packet))
        let reaction = boxes[name]?.receive(packet, on: side, at: now) ?? .drop("the box is gone")
        if let reason = reaction.dropReason {
            journey.walk.events.append(.droppedByBox(name, reason: reason, packet))
        }
        for emission in reaction.emissions {
            guard let port = boxPorts[name]?[emission.side] else { continue }
            journey.walk.events.append(.leftBox(name, emission.side, emission.packet))
            journey.pending.append(.init(place: .bridge(port, .none), packet: emission.packet))
        }
    }
}
