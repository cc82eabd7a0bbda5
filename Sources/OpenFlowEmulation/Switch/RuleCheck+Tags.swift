internal import NetworkTypes
internal import OpenFlow

/// What labels and service headers do to what is known of a packet.
extension RuleCheck {
    func check(tag action: Action, _ match: inout Match) throws(Refusal) {
        switch action {
        case .pushMPLS(let type): match.become(type)
        case .popMPLS(let type):
            let old = match
            match.become(type, keepsProtocol: true)
            try require(.mplsLabel, old)
        case .setMPLSTTL, .decrementMPLSTTL: try require(.mplsLabel, match)
        case .decrementNSHTTL: try require(.nshTTL, match)
        case .encap(.nsh):
            match.become(.nsh)
            match.frame = .gone
        case .encap: match.frame = .present
        case .decap where match.frame == .present: match.frame = .gone
        case .decap:
            match.become(nil)
            match.frame = .unknown
        default: break
        }
    }
}

/// Whether there is an Ethernet header around a packet while its rule is checked.
private enum FrameKnowledge: UInt128 {
    case present, gone, unknown
}

extension Match {
    /// OpenFlow 1.5's field, which no rule of 1.3 has, so that it can tell what became of the packet meanwhile.
    private static let packetType = OXMField(
        oxmClass: 0x8000, number: 44, bits: 32, isMaskable: false, name: "packet_type")

    fileprivate var frame: FrameKnowledge {
        get { self[Self.packetType].flatMap { FrameKnowledge(rawValue: $0.value) } ?? .present }
        set {
            fields.removeAll { $0.field == Self.packetType }
            fields.append(MatchField(Self.packetType, newValue.rawValue))
        }
    }

    /// False for a field of the Ethernet header where there is none.
    func hasFrame(for field: KnownField) -> Bool {
        switch field {
        case .ethernetDestination, .ethernetSource, .ethernetType, .vlanID, .vlanPriority: frame == .present
        default: true
        }
    }

    /// The same packet with another Ethernet type; what is behind a new header has no protocol that is known.
    fileprivate mutating func become(_ type: EtherType?, keepsProtocol: Bool = false) {
        fields.removeAll { $0.field == .ethernetType || !keepsProtocol && $0.field == .ipProtocol }
        if let type { fields.append(.ethernetType(type)) }
    }
}
