public import NetworkTypes
internal import OpenFlow

/// What a packet carries with it from pass to pass, besides its key.
struct Route {
    var recirculations = 0
    var memory = TrackingMemory()
}

extension EmulatedSwitch {
    /// Takes a packet in by a port and does what the rules say.
    ///
    /// Packet-ins are in the answer and in the queue of ``drainMessages()``.
    /// - Parameter tunnel: Where the packet came from and under which identifier, if `inPort` is a tunnel port.
    public mutating func process(_ packet: Packet, inPort: PortNumber, tunnel: TunnelKey = .none) -> SwitchOutput {
        guard let port = ports[inPort], port.isUp, !port.configuration.contains(.noReceive) else {
            return SwitchOutput()
        }
        portCounters[inPort, default: PortStats(port: inPort)].receivedPackets &+= 1
        portCounters[inPort, default: PortStats(port: inPort)].receivedBytes &+= UInt64(packet.byteCount)
        var output = SwitchOutput()
        var key = FlowKey(packet, PacketContext(inPort: inPort, tunnel: tunnel))
        if !tunnel.options.isEmpty { key.context.tunnelMetadata = tunnelOptions.fields(of: tunnel.options) }
        run(key, from: 0, ActionSet(), Route(), into: &output)
        queue += output.packetIns.map { Message(0, .packetIn($0)) }
        return output
    }

    /// Carries out the actions of a packet-out.
    mutating func send(_ packet: Packet, inPort: PortNumber, actions: [Action]) -> SwitchOutput {
        var output = SwitchOutput()
        var pass = PipelinePass(environment, FlowKey(packet, inPort: inPort))
        let result = pass.run(actions)
        perform(result, Route(), into: &output)
        queue += output.packetIns.map { Message(0, .packetIn($0)) }
        return output
    }

    private var environment: PipelineEnvironment {
        PipelineEnvironment(
            tables: tables, groups: groups, ports: ports,
            hashing: SelectionHash(seed: selectionSeed, isSymmetric: selectsSymmetrically), options: tunnelOptions)
    }

    private mutating func run(
        _ key: FlowKey, from table: TableID, _ set: ActionSet, _ route: Route, into output: inout SwitchOutput
    ) {
        perform(translate(key, from: table, set), route, into: &output)
    }

    /// In a function of its own, so that the pass has let go of the tables before counters change them.
    private func translate(_ key: FlowKey, from table: TableID, _ set: ActionSet) -> PipelineResult {
        var pass = PipelinePass(environment, key, set)
        return pass.run(from: table)
    }

    private mutating func perform(_ result: PipelineResult, _ route: Route, into output: inout SwitchOutput) {
        output.trace += result.trace
        for learned in result.learned {
            tables[learned.change.table, default: FlowTable()].learn(learned.change, at: now)
        }
        for hit in result.hits { tables[hit.table]?.credit(hit.rule, bytes: hit.byteCount, at: now) }
        for hit in result.groupHits { groups.credit(hit.group, bucket: hit.bucket, bytes: hit.byteCount) }
        for cut in result.shortened {
            tables[cut.table]?.change(cut.rule) { $0.shorten(idle: cut.idle, hard: cut.hard) }
        }
        perform(result.effects[...], route, into: &output)
    }

    mutating func recirculate(
        _ key: FlowKey, to table: TableID, _ set: ActionSet, _ route: Route, into output: inout SwitchOutput
    ) {
        guard route.recirculations < Self.maximumRecirculations else {
            output.trace.append(.notice(.tooManyRecirculations))
            return
        }
        output.trace.append(.recirculated(table))
        var route = route
        route.recirculations += 1
        run(key, from: table, set, route, into: &output)
    }

    mutating func emit(
        _ packet: Packet, _ port: PortNumber, _ tunnel: TunnelKey, into output: inout SwitchOutput
    ) {
        portCounters[port, default: PortStats(port: port)].transmittedPackets &+= 1
        portCounters[port, default: PortStats(port: port)].transmittedBytes &+= UInt64(packet.byteCount)
        output.emissions.append(.init(port: port, packet: packet, tunnel: outerKey(port, tunnel)))
    }

    /// Where a packet goes that leaves by a tunnel port.
    private func outerKey(_ port: PortNumber, _ tunnel: TunnelKey) -> TunnelKey? {
        let own = tunnelAddress ?? IPv4Address(rawValue: 0)
        switch ports[port]?.tunnel {
        case .flow?:
            return TunnelKey(
                id: tunnel.id, source: own, destination: tunnel.destination, options: tunnel.options)
        case .fixed(let peer)?: return TunnelKey(id: tunnel.id, source: own, destination: peer, options: tunnel.options)
        case nil: return nil
        }
    }

    static func packetIn(_ key: FlowKey, _ cause: PacketCause) -> PacketIn {
        let frame = EthernetFrame.serialise(key.packet)
        return PacketIn(
            totalLength: UInt16(clamping: frame.count),
            reason: cause.reason ?? (cause.reasonIsMiss ? .noMatch : .action),
            table: cause.table, cookie: cause.cookie, match: pipelineMatch(key), data: frame)
    }

    /// The pipeline fields that are not zero, as a packet-in tells them (OpenFlow 1.3.5 § 7.4.1).
    private static func pipelineMatch(_ key: FlowKey) -> Match {
        let fields: [KnownField] = [
            .tunnelID, .metadata, .tunnelSourceIPv4, .tunnelDestinationIPv4, .reg0, .reg1, .reg2, .reg3, .reg4, .reg5,
            .reg6, .reg7, .ctState, .ctZone, .ctMark, .ctLabel,
        ]
        let others = fields.compactMap { field in
            key[field].flatMap { $0 == 0 ? nil : MatchField(field.field, $0) }
        }
        return Match([.inPort(key.context.inPort)] + others)
    }
}
