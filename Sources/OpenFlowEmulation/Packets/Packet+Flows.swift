public import NetworkTypes

extension Packet {
    /// A TCP segment.
    public static func tcp(
        from source: IPAddress, _ sourcePort: TransportPort, to destination: IPAddress,
        _ destinationPort: TransportPort, flags: TCPFlags, payload: Payload = .empty
    ) -> Packet {
        let flow = FiveTuple(
            source: source, destination: destination, transport: .tcp, sourcePort: sourcePort,
            destinationPort: destinationPort)
        return Packet(flow, flags: flags, payload: payload)
    }

    /// A UDP datagram.
    public static func udp(
        from source: IPAddress, _ sourcePort: TransportPort, to destination: IPAddress,
        _ destinationPort: TransportPort, payload: Payload = .empty
    ) -> Packet {
        let flow = FiveTuple(
            source: source, destination: destination, transport: .udp, sourcePort: sourcePort,
            destinationPort: destinationPort)
        return Packet(flow, payload: payload)
    }

    /// The packet of a flow; flags count for TCP, and an ICMP flow gets an echo request.
    public init(_ flow: FiveTuple, flags: TCPFlags = [], payload: Payload = .empty) {
        let header = IPHeader(source: flow.source, destination: flow.destination, transport: flow.transport)
        self.init(content: .ip(header, Self.transport(of: flow, flags)), payload: payload)
    }

    private static func transport(of flow: FiveTuple, _ flags: TCPFlags) -> TransportHeader {
        if flow.transport.hasPorts {
            let flags = flow.transport == .tcp ? flags : []
            return .ports(source: flow.sourcePort, destination: flow.destinationPort, flags: flags)
        }
        switch flow.transport {
        case .icmp: return .icmp(ICMPHeader(type: 8))
        case .icmpv6: return .icmp(ICMPHeader(type: 128))
        default: return .none
        }
    }

    /// Protocol, addresses and ports; `nil` without IP. Setting it leaves protocol and family as they are.
    public var fiveTuple: FiveTuple? {
        get {
            guard case .ip(let header, let transport) = content else { return nil }
            var flow = FiveTuple(
                source: header.source, destination: header.destination, transport: header.transport)
            if case .ports(let source, let destination, _) = transport {
                flow.sourcePort = source
                flow.destinationPort = destination
            }
            return flow
        }
        set {
            guard let newValue, case .ip(var header, var transport) = content else { return }
            header.source = newValue.source
            header.destination = newValue.destination
            if case .ports(_, _, let flags) = transport {
                transport = .ports(source: newValue.sourcePort, destination: newValue.destinationPort, flags: flags)
            }
            content = .ip(header, transport)
        }
    }

    /// The flow that an ICMP error is about, in the direction in which the error goes; `nil` for other packets.
    public var reportedFlow: FiveTuple? {
        guard case .icmp(let header)? = transport, let ip, let quoted = header.quoted,
            ICMPHeader.isError(type: header.type, ip.family), quoted.header.source == ip.destination
        else { return nil }
        return quoted.flow.reversed
    }

    /// The DSCP of the IP header, best effort without one.
    public var dscp: DSCP {
        get { ip?.dscp ?? .bestEffort }
        set { ip?.dscp = newValue }
    }

    /// The control bits of a TCP segment, empty for anything else.
    public var tcpFlags: TCPFlags {
        get { if case .ports(_, _, let flags) = transport { flags } else { [] } }
        set {
            guard ip?.transport == .tcp, case .ports(let source, let destination, _) = transport else { return }
            transport = .ports(source: source, destination: destination, flags: newValue)
        }
    }

    /// What a live peer sends back: addresses and ports exchanged, a SYN acknowledged, an echo replied to.
    ///
    /// The payload is the same and the DSCP is best effort, as a peer that knows nothing of tags answers.
    public var answer: Packet? {
        guard let flow = fiveTuple, !tcpFlags.contains(.reset) else { return nil }
        var result = self
        (result.source, result.destination) = (destination, source)
        result.fiveTuple = flow.reversed
        result.dscp = .bestEffort
        result.ip?.ttl = 64
        result.tcpFlags = Self.answer(to: tcpFlags)
        // A peer counts from a number of its own.
        result.sequence = sequence &* 0x9E37_79B1
        if case .icmp(var header) = transport {
            let replies: [UInt8: UInt8] = [8: 0, 128: 129]
            guard let reply = replies[header.type] else { return nil }
            header.type = reply
            result.transport = .icmp(header)
        }
        return result
    }

    private static func answer(to flags: TCPFlags) -> TCPFlags {
        if flags.contains(.syn) { return [.syn, .ack] }
        return flags.contains(.fin) ? [.fin, .ack] : .ack
    }
}
