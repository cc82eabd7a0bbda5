internal import NetworkTypes
public import OpenFlow

extension EmulatedSwitch {
    /// Takes a message of the controller and answers it as Open vSwitch does.
    ///
    /// What a packet-out sends is kept for ``drainSent()``. A refused request changes nothing and is answered by an
    /// error of the same transaction.
    public mutating func receive(_ message: Message) -> [Message] {
        do throws(Refusal) {
            return try answer(message).map { Message(message.transaction, $0) }
        } catch {
            return (error.cause.map { [$0] } ?? []) + [Self.error(error.code, about: message)]
        }
    }

    /// An error with the first 64 bytes of what it is about (OpenFlow 1.3.5 § 7.4.4).
    static func error(_ code: ErrorCode, about message: Message) -> Message {
        let refused = (try? message.encoded(version: .v1_3)) ?? []
        return Message(message.transaction, .error(ErrorMessage(code, data: Array(refused.prefix(64)))))
    }

    private mutating func answer(_ message: Message) throws(Refusal) -> [Message.Body] {
        switch message.body {
        case .hello: return [.hello(Hello(versions: [.v1_3]))]
        case .echoRequest(let data): return [.echoReply(data)]
        case .featuresRequest: return [.featuresReply(features)]
        case .barrierRequest: return [.barrierReply]
        case .multipartRequest(let request): return [.multipartReply(try answer(request))]
        case .bundleControl(let control): return try answer(control)
        case .bundleAdd(let addition):
            try add(addition, message.transaction)
            return []
        case .echoReply, .error: return []
        default: return try answerSession(message.body)
        }
    }

    private mutating func answerSession(_ body: Message.Body) throws(Refusal) -> [Message.Body] {
        switch body {
        case .getConfigRequest: return [.getConfigReply(configuration)]
        case .setConfig(let wanted): configuration = wanted
        case .roleRequest(let request):
            try take(request)
            return [.roleReply(role)]
        case .getAsyncRequest: return [.getAsyncReply(asynchronous)]
        case .setAsync(let wanted): asynchronous = wanted
        case .tunnelOptionMod(let change): try apply(change)
        case .tunnelOptionRequest:
            return [.tunnelOptionReply(TunnelOptionTable(mappings: tunnelOptions.mappings))]
        case .experimenter: throw Refusal(.badExperimenter)
        default: try apply(body)
        }
        return []
    }

    /// Carries out what may also stand in a bundle.
    mutating func apply(_ body: Message.Body) throws(Refusal) {
        defer { forgetLessons() }
        switch body {
        case .flowMod(let change): try apply(change)
        case .groupMod(let change): try apply(change)
        case .portMod(let change): try apply(change)
        case .packetOut(let message): try apply(message)
        case .meterMod(let change): try apply(change)
        case .tableMod: break
        default: throw Refusal(.badType)
        }
    }

    /// All of it or nothing.
    private mutating func apply(_ change: TunnelOptionMod) throws(Refusal) {
        var changed = tunnelOptions
        try changed.apply(change)
        tunnelOptions = changed
    }

    private var features: FeaturesReply {
        FeaturesReply(
            datapath: datapath, tableCount: Self.tableCount,
            capabilities: [.flowStats, .tableStats, .portStats, .groupStats, .queueStats])
    }

    private mutating func take(_ request: RoleMessage) throws(Refusal) {
        guard request.role != .noChange else { return }
        if request.role != .equal {
            guard Int64(bitPattern: request.generation &- role.generation) >= 0 else { throw Refusal(.roleStale) }
            role.generation = request.generation
        }
        role.role = request.role
    }

    private mutating func apply(_ change: PortMod) throws(Refusal) {
        guard var port = ports[change.port] else { throw Refusal(.badPortMod) }
        guard port.hardwareAddress == change.hardwareAddress else { throw Refusal(.badHardwareAddress) }
        port.configuration = port.configuration.subtracting(change.mask)
            .union(change.configuration.intersection(change.mask))
        guard port != ports[change.port] else { return }
        setPort(port)
    }

    private mutating func apply(_ message: PacketOut) throws(Refusal) {
        guard message.bufferID == .none else { throw Refusal(.bufferUnknown) }
        guard let packet = EthernetFrame.parse(message.data) else { throw Refusal(.badPacket) }
        try ruleCheck.check(message.actions, of: packet)
        let output = send(packet, inPort: message.inPort, actions: message.actions)
        sent.emissions += output.emissions
        sent.packetIns += output.packetIns
        sent.trace += output.trace
    }
}
