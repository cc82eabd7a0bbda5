internal import NetworkTypes
internal import OpenFlow

/// Labels and service headers (ovs-actions(7), "push_mpls", "encap").
extension PipelinePass {
    /// False where the rest of the list is not to be carried out.
    mutating func executeTag(_ action: Action) -> Bool {
        switch action {
        case .pushMPLS: return pushLabel()
        case .popMPLS(let type): return popLabel(type)
        case .setMPLSTTL(let ttl): key.packet.label?.ttl = ttl
        case .decrementMPLSTTL: return decrement(.mplsTTL)
        case .decrementNSHTTL: return decrement(.nshTTL)
        case .encap(let encapsulation): return put(encapsulation)
        case .decap: return removeHeader()
        default: break
        }
        return true
    }

    private mutating func pushLabel() -> Bool {
        guard key.packet.labels.count < Packet.maximumLabels else { return fail() }
        key.packet.pushLabel()
        return true
    }

    /// With more labels than it sees, Open vSwitch drops the packet.
    private mutating func popLabel(_ type: EtherType) -> Bool {
        guard key.packet.labels.count <= Packet.maximumLabels else { return fail() }
        if !key.packet.popLabel(type) { result.trace.append(.notice(.unsupportedTag)) }
        return true
    }

    /// A TTL that is used up, or is not there, ends the list.
    private mutating func decrement(_ field: KnownField) -> Bool {
        guard let ttl = key[field], ttl > 1 else {
            result.trace.append(.notice(.ttlExpired))
            return false
        }
        return key.set(field, ttl - 1)
    }

    private mutating func put(_ encapsulation: Encapsulation) -> Bool {
        switch (encapsulation.packetType, key.packet.isBare) {
        case (.nsh, false): key.packet.pushServiceHeader()
        case (.ethernet, true): key.packet.isBare = false
        default: return fail()
        }
        return true
    }

    /// The frame around a service header goes first, then the header itself.
    private mutating func removeHeader() -> Bool {
        guard case .nsh(_, let inner) = key.packet.content, key.packet.vlan == nil else { return fail() }
        if key.packet.isBare {
            key.packet = inner
        } else {
            (key.packet.source, key.packet.destination, key.packet.isBare) = (.zero, .zero, true)
        }
        return true
    }

    /// Open vSwitch drops what it cannot tag, with all that was to become of it.
    private mutating func fail() -> Bool {
        result.trace.append(.notice(.unsupportedTag))
        result.isComplete = false
        return false
    }
}
