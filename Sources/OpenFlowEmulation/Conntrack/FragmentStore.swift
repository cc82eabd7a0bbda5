internal import NetworkTypes

/// Fragments that wait for the rest of their packet in front of the tracker.
///
/// Open vSwitch's userspace tracker looks at whole packets: fragments that meet `ct` are held until all are there, and
/// go on one after the other with what was found out about the whole, and with what is to be done with the last one that
/// came. They are invalid where they are too small or overlap. What waits too long is dropped; Open vSwitch lets it go on
/// as invalid with the next packet.
struct FragmentStore: Sendable {
    /// The effects of the pass from the tracking on, and what the packet carries with it.
    struct Continuation: Sendable {
        var effects: ArraySlice<PipelineEffect>
        var route: Route
    }

    enum Answer {
        case invalid
        case held
        /// All are there, in the order of their offsets.
        case complete([Packet])
    }

    private struct Key: Hashable {
        var zone: UInt16
        var source: IPAddress
        var destination: IPAddress
        var transport: IPProtocol
        var identification: UInt32
    }

    fileprivate struct Assembly: Sendable {
        var parts: [Packet] = []
        var expires: Duration
    }

    private var assemblies: [Key: Assembly] = [:]

    /// How long fragments wait.
    private static let patience = Duration.seconds(15)

    /// Takes a fragment; of one that is not the last so many bytes of IP must be there.
    mutating func take(_ part: Packet, zone: UInt16, at now: Duration) -> Answer {
        guard let ip = part.ip, let fragment = ip.fragment, !part.isTooSmallAFragment else {
            return .invalid
        }
        let key = Key(
            zone: zone, source: ip.source, destination: ip.destination, transport: ip.transport,
            identification: fragment.identification)
        var assembly = assemblies[key] ?? Assembly(expires: now + Self.patience)
        guard !assembly.parts.contains(where: { $0.fragmentRange.overlaps(part.fragmentRange) }) else {
            return .invalid
        }
        assembly.parts.append(part)
        guard assembly.isComplete else {
            assemblies[key] = assembly
            return .held
        }
        assemblies[key] = nil
        return .complete(assembly.sorted)
    }

    mutating func expire(at now: Duration) {
        assemblies = assemblies.filter { $0.value.expires > now }
    }
}

extension FragmentStore.Assembly {
    fileprivate var sorted: [Packet] {
        parts.sorted { $0.fragmentRange.lowerBound < $1.fragmentRange.lowerBound }
    }

    fileprivate var isComplete: Bool {
        var next = 0
        for part in sorted {
            guard part.fragmentRange.lowerBound == next else { return false }
            next = part.fragmentRange.upperBound
        }
        return sorted.last?.ip?.fragment?.hasMore == false
    }
}

extension FragmentStore.Continuation {
    /// The same with another fragment of the packet.
    func carrying(_ part: Packet) -> Self {
        let carried = effects.map { effect -> PipelineEffect in
            switch effect {
            case .output(let port, let packet, let tunnel): .output(port, packet.carrying(part), tunnel)
            case .controller(let key, let cause): .controller(key.carrying(part), cause)
            case .track(let request, let key, let next, let set):
                .track(request, key.carrying(part), then: next, set)
            case .forget, .meter: effect
            }
        }
        return Self(effects: carried[...], route: route)
    }
}

extension FlowKey {
    fileprivate func carrying(_ part: Packet) -> FlowKey { FlowKey(packet.carrying(part), context) }
}

extension Packet {
    /// What has been made of this fragment, made of another one.
    fileprivate func carrying(_ part: Packet) -> Packet {
        var result = self
        switch content {
        case .ip(var header, _):
            guard let ip = part.ip, let transport = part.transport else { return self }
            header.fragment = ip.fragment
            result.content = .ip(header, transport)
            (result.payload, result.sequence) = (part.payload, part.sequence)
        case .mpls(let label, let inner):
            result.content = inner
            result = result.carrying(part)
            result.content = .mpls(label, result.content)
        case .nsh(let header, let inner): result.content = .nsh(header, inner.carrying(part))
        case .arp, .other: break
        }
        return result
    }

    /// The bytes of the whole packet's content that a fragment holds.
    fileprivate var fragmentRange: Range<Int> {
        guard case .ip(let header, let transport) = content, let fragment = header.fragment else { return 0..<0 }
        let start = Int(fragment.offset) * 8
        return start..<start + transport.byteCount(header.transport) + payload.length
    }

    /// Open vSwitch's defaults: 1,200 bytes of IPv4, 1,280 of IPv6.
    fileprivate var isTooSmallAFragment: Bool {
        guard let ip, ip.fragment?.hasMore == true else { return false }
        return ip.family == .ipv4 ? fragmentRange.count + 20 < 1200 : fragmentRange.count + 48 < 1280
    }
}
