public import NetworkTypes

extension Packet {
    /// The labels, topmost first; empty for a packet without any.
    public var labels: [MPLSLabel] {
        var labels: [MPLSLabel] = []
        var rest = content
        while case .mpls(let label, let inner) = rest {
            labels.append(label)
            rest = inner
        }
        return labels
    }

    /// The topmost label; setting it on a packet without one changes nothing.
    public var label: MPLSLabel? {
        get { if case .mpls(let label, _) = content { label } else { nil } }
        set { if let newValue, case .mpls(_, let inner) = content { content = .mpls(newValue, inner) } }
    }

    /// The network service header; setting it on a packet without one changes nothing.
    public var nsh: NSHHeader? {
        get { if case .nsh(let header, _) = content { header } else { nil } }
        set { if let newValue, case .nsh(_, let inner) = content { content = .nsh(newValue, inner) } }
    }

    /// The frame inside of a network service header, or `nil` without one.
    public var serviced: Packet? { if case .nsh(_, let inner) = content { inner } else { nil } }

    /// What an endpoint sent, out of whatever labels and headers are around it.
    public var unwrapped: Packet {
        if let serviced { return serviced.unwrapped }
        var result = self
        while case .mpls(_, let inner) = result.content { result.content = inner }
        return result
    }
}

extension Packet {
    /// How many labels Open vSwitch can see (`FLOW_MAX_MPLS_LABELS`).
    static let maximumLabels = 3

    /// Puts a label in front: a copy of the topmost one, or a null label with TTL and class of the IP header.
    mutating func pushLabel() {
        content = .mpls(label ?? nullLabel, content)
    }

    /// RFC 3032 § 2.1: explicit null is 0 for IPv4 and 2 for IPv6.
    private var nullLabel: MPLSLabel {
        guard let ip else { return MPLSLabel(0) }
        return MPLSLabel(
            ip.family == .ipv6 ? 2 : 0, trafficClass: ip.dscp.rawValue & 7, ttl: ip.ttl == 0 ? 64 : ip.ttl)
    }

    /// Takes the topmost label away, or all where `type` is not that of a label; what is left is read as `type` says.
    ///
    /// - Returns: False where it cannot be read so; then it is opaque.
    mutating func popLabel(_ type: EtherType) -> Bool {
        guard case .mpls(_, var inner) = content else { return true }
        while type != .mpls, case .mpls(_, let next) = inner { inner = next }
        content = inner
        return inner.etherType == type || reread(as: type)
    }

    /// Reads what follows the Ethernet header as if it were of another type.
    private mutating func reread(as type: EtherType) -> Bool {
        var bare = self
        bare.vlan = nil
        var frame = EthernetFrame.serialise(bare)
        frame.replaceSubrange(12..<14, with: [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xFF)])
        guard var packet = EthernetFrame.parse(frame) else {
            content = .other(type)
            return false
        }
        packet.vlan = vlan
        self = packet
        return true
    }

    /// Puts a service header around the frame.
    mutating func pushServiceHeader() {
        self = Packet(content: .nsh(NSHHeader(path: 0), self))
        isBare = true
    }
}
