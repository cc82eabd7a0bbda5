internal import NetworkTypes
internal import OpenFlow

extension PipelinePass {
    /// Carries actions out in order; an expired TTL or a missing group ends the list.
    /// - Returns: False where the list ended early, which also ends what the rule says behind it.
    @discardableResult
    mutating func execute(_ actions: [Action]) -> Bool {
        actions.allSatisfy { result.isComplete && execute($0) }
    }

    /// False where the rest of the list is not to be carried out.
    private mutating func execute(_ action: Action) -> Bool {
        switch action {
        case .output(let port, _): output(to: port)
        case .group(let id):
            return executeGroup(id)
        case .setField(let entry): key.set(entry.field, entry.value, mask: entry.effectiveMask)
        case .load(let value, let target): key.write(UInt128(value), to: target)
        case .move(let source, let target): if let value = key.read(source) { key.write(value, to: target) }
        case .pushVLAN: return pushVLAN()
        case .popVLAN: key.packet.vlan = nil
        case .setNetworkTTL(let ttl): key.packet.ip?.ttl = ttl
        case .decrementNetworkTTL: return decrementTTL()
        case .resubmit(let port, let next): resubmit(port, next)
        case .conntrack(let action): track(action)
        case .clearConntrack: forgetTracking()
        case .learn(let action): learn(action)
        case .finTimeout(let idle, let hard): shortenTimeouts(idle: idle, hard: hard)
        case .clone(let actions): executeClone(actions)
        case .controller(let action): sendToController(action)
        case .pushMPLS, .popMPLS, .setMPLSTTL, .decrementMPLSTTL, .encap, .decap, .decrementNSHTTL:
            return executeTag(action)
        default: break
        }
        return true
    }

    private mutating func output(to port: PortNumber) {
        switch port {
        case .inPort: emit(key.context.inPort)
        case .table: lookUp(0, inPort: key.context.inPort, deepens: true)
        case .controller: sendToController()
        case .all, .flood, .normal:
            for other in ports.keys.sorted() where other != key.context.inPort && other != .local { emit(other) }
        case key.context.inPort: result.trace.append(.notice(.outputToInputPort(port)))
        default: emit(port)
        }
    }

    private mutating func emit(_ number: PortNumber) {
        guard let port = ports[number] else {
            result.trace.append(.notice(.portMissing(number)))
            return
        }
        guard port.isUp, !port.configuration.contains(.noForward) else {
            result.trace.append(.notice(.portDown(number)))
            return
        }
        guard !key.packet.isBare else {
            result.trace.append(.notice(.unsupportedTag))
            return
        }
        result.trace.append(.output(number))
        var tunnel = key.context.tunnel
        tunnel.options = port.carriesOptions ? options.options(of: key.context.tunnelMetadata) : []
        result.effects.append(.output(number, key.packet, tunnel))
    }

    private mutating func pushVLAN() -> Bool {
        guard key.packet.vlan == nil else {
            result.trace.append(.notice(.unsupportedTag))
            return false
        }
        key.packet.vlan = VLANTag(id: 0)
        return true
    }

    private mutating func decrementTTL() -> Bool {
        guard let ttl = key.packet.ip?.ttl else { return true }
        guard ttl > 1 else {
            result.trace.append(.notice(.ttlExpired))
            return false
        }
        key.packet.ip?.ttl = ttl - 1
        return true
    }

    private mutating func resubmit(_ port: PortNumber?, _ next: TableID?) {
        let target = next.map { $0 == .all ? table : $0 } ?? table
        let inPort = port.map { $0 == .inPort ? key.context.inPort : $0 } ?? key.context.inPort
        lookUp(target, inPort: inPort, deepens: target <= table)
    }

    private mutating func forgetTracking() {
        if key.context.conntrack.state.contains(.tracked) { result.effects.append(.forget) }
        key.context.conntrack = .untracked
    }

    /// Hands the packet to the tracker, and forgets for the actions that follow what was known of it.
    private mutating func track(_ action: ConntrackAction) {
        let request = TrackingRequest(action, key)
        result.effects.append(.track(request, key, then: action.table, actionSet))
        key.context.conntrack = .untracked
    }
}

extension TrackingRequest {
    init(_ action: ConntrackAction, _ key: FlowKey) {
        switch action.zone {
        case .immediate(let number): self.init(zone: number)
        case .field(let source): self.init(zone: UInt16(truncatingIfNeeded: key.read(source) ?? 0))
        }
        commits = action.commits || action.forces
        forces = action.forces
        for action in action.actions { collect(action, key) }
    }

    private mutating func collect(_ action: Action, _ key: FlowKey) {
        switch action {
        case .setField(let entry): set(entry.field, entry.value, entry.effectiveMask)
        case .load(let value, let target): set(target, UInt128(value))
        case .move(let source, let target): if let value = key.read(source) { set(target, value) }
        default: break
        }
    }

    private mutating func set(_ target: Subfield, _ value: UInt128) {
        set(target.field, value << UInt128(target.offset), target.mask)
    }

    private mutating func set(_ field: OXMField, _ value: UInt128, _ bits: UInt128) {
        let path = field == .ctMark ? \TrackingRequest.mark : \TrackingRequest.label
        self[keyPath: path].value = self[keyPath: path].value & ~bits | value & bits
        self[keyPath: path].mask |= bits
    }
}

extension Subfield {
    /// Ones at the bits of the field that belong to it.
    var mask: UInt128 {
        let ones: UInt128 = width >= 128 ? .max : (1 << UInt128(width)) - 1
        return ones << UInt128(offset)
    }
}

extension FlowKey {
    func read(_ source: Subfield) -> UInt128? {
        self[source.field].map { ($0 & source.mask) >> UInt128(source.offset) }
    }

    mutating func write(_ value: UInt128, to target: Subfield) {
        set(target.field, value << UInt128(target.offset), mask: target.mask)
    }
}
