internal import NetworkTypes

/// Fragments that wait for the rest of their packet in front of the tracker.
///
/// Open vSwitch's userspace tracker looks at whole packets: fragments that meet `ct` are held until all are there, and
/// go on one after the other with what was found out about the whole. They are invalid where they are too small or
/// overlap. What waits too long is dropped; Open vSwitch lets it go on as invalid with the next packet.
struct FragmentStore: Sendable {
    /// What is to be done with a fragment once the packet is whole.
    struct Held: Sendable {
        var packet: Packet
        var continuation: Continuation
    }

    /// The effects of the pass from the tracking on, and what the packet carries with it.
    struct Continuation: Sendable {
        var effects: ArraySlice<PipelineEffect>
        var route: Route
    }

    enum Answer {
        case invalid
        case held
        /// All are there, in the order of their offsets.
        case complete([Held])
    }

    private struct Key: Hashable {
        var zone: UInt16
        var source: IPAddress
        var destination: IPAddress
        var transport: IPProtocol
        var identification: UInt32
    }

    fileprivate struct Assembly: Sendable {
        var parts: [Held] = []
        var expires: Duration
    }

    private var assemblies: [Key: Assembly] = [:]

    /// How long fragments wait.
    private static let patience = Duration.seconds(15)

    /// Takes a fragment; of one that is not the last so many bytes of IP must be there.
    mutating func take(_ held: Held, zone: UInt16, at now: Duration) -> Answer {
        guard let ip = held.packet.ip, let fragment = ip.fragment, !held.packet.isTooSmallAFragment else {
            return .invalid
        }
        let key = Key(
            zone: zone, source: ip.source, destination: ip.destination, transport: ip.transport,
            identification: fragment.identification)
        var assembly = assemblies[key] ?? Assembly(expires: now + Self.patience)
        guard !assembly.parts.contains(where: { $0.packet.fragmentRange.overlaps(held.packet.fragmentRange) }) else {
            return .invalid
        }
        assembly.parts.append(held)
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
    fileprivate var sorted: [FragmentStore.Held] {
        parts.sorted { $0.packet.fragmentRange.lowerBound < $1.packet.fragmentRange.lowerBound }
    }

    fileprivate var isComplete: Bool {
        var next = 0
        for part in sorted {
            guard part.packet.fragmentRange.lowerBound == next else { return false }
            next = part.packet.fragmentRange.upperBound
        }
        return sorted.last?.packet.ip?.fragment?.hasMore == false
    }
}

extension Packet {
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
