public import NetworkTypes
public import OpenFlow
public import ServiceChaining

/// The carriers that come with the suite, one for each ``TagEncapsulation``.
public struct BuiltInCarrier: TagCarrier {
    private let kind: TagEncapsulation

    public init(_ encapsulation: TagEncapsulation) { kind = encapsulation }

    public var encapsulation: TagEncapsulation? { kind }
    public var overwritesMarking: Bool { kind == .dscp }
    public var hidesHeaders: Bool { kind == .nsh }

    /// An option of the class for experiments (RFC 8926 § 7), which receivers that do not know it ignore.
    public var tunnelOptions: [TunnelOptionMapping] {
        guard kind == .tunnelMetadata else { return [] }
        return [TunnelOptionMapping(optionClass: 0xFFF0, type: 0x53, length: 4, index: 0)]
    }

    public var name: String {
        switch kind {
        case .dscp: "DSCP"
        case .vlan: "VLAN"
        case .mpls: "MPLS"
        case .nsh: "NSH"
        case .tunnelMetadata: "tunnel metadata"
        }
    }

    public var capacity: UInt32 {
        switch kind {
        // 0 is what packets without a tag have.
        case .dscp: 63
        // 0 and 4,095 are reserved (IEEE 802.1Q § 9.6).
        case .vlan: 4094
        // A label says the family too, and 0...15 are reserved (RFC 3032 § 2.1).
        case .mpls: (1 << 19) - 1 - Self.firstLabel / 2
        // A service path identifier has 24 bits (RFC 8300 § 2.3).
        case .nsh: 0xFF_FFFF
        case .tunnelMetadata: .max
        }
    }

    public var survival: TagSurvival {
        switch kind {
        case .dscp: .everyBox
        case .vlan: .bridges
        case .mpls, .nsh, .tunnelMetadata: .nowhere
        }
    }

    public func matches(_ tag: PathTag, families: [AddressFamily]) -> [TagMatch] {
        if kind == .nsh {
            return [
                TagMatch([.ethernetType(.nsh), MatchField(.nshPath, UInt128(tag.rawValue))], family: nil)
            ]
        }
        return families.map { family in
            let type = MatchField.ethernetType(family.etherType)
            let fields: [MatchField] =
                switch kind {
                case .dscp: [type, MatchField(.ipDSCP, UInt128(tag.rawValue))]
                case .vlan: [type, MatchField(.vlanID, Self.present | UInt128(tag.rawValue))]
                case .mpls: [.ethernetType(.mpls), MatchField(.mplsLabel, Self.label(tag, family))]
                case .tunnelMetadata: [type, MatchField(.tunnelMetadata0, UInt128(tag.rawValue))]
                case .nsh: []
                }
            return TagMatch(fields, family: family)
        }
    }

    public func attach(_ tag: PathTag, to family: AddressFamily) -> [Action] {
        switch kind {
        case .dscp: [.set(.ipDSCP, UInt128(tag.rawValue))]
        case .vlan: [.pushVLAN(.vlan), .set(.vlanID, Self.present | UInt128(tag.rawValue))]
        case .mpls: [.pushMPLS(.mpls), .set(.mplsLabel, Self.label(tag, family))]
        case .tunnelMetadata: [.set(.tunnelMetadata0, UInt128(tag.rawValue))]
        case .nsh:
            [
                .encap(.nsh), .set(.nshPath, UInt128(tag.rawValue)), .encap(.ethernet),
                .set(.ethernetSource, Self.outerSource), .set(.ethernetDestination, Self.outerDestination),
            ]
        }
    }

    public func detach(from family: AddressFamily?, restoring marking: DSCP) -> [Action] {
        switch kind {
        case .dscp: [.setField(.ipDSCP(marking))]
        case .vlan: [.popVLAN]
        case .mpls: family.map { [.popMPLS($0.etherType)] } ?? []
        case .tunnelMetadata: [.set(.tunnelMetadata0, 0)]
        // The outer Ethernet header, then the service header; what is inside is a frame again.
        case .nsh: [.decap(.nextProtocol), .decap(.nextProtocol)]
        }
    }

    /// The addresses of the frame around a service header: the action that makes it leaves zeros, and bridges drop
    /// frames from nobody.
    private static let outerSource: UInt128 = 0x02_53_54_00_00_02
    private static let outerDestination: UInt128 = 0x02_53_54_00_00_03

    /// Set where a frame has a VLAN tag at all (OpenFlow 1.3.5 § 7.2.3.7, `OFPVID_PRESENT`).
    private static let present: UInt128 = 0x1000
    /// The lowest label that is nobody's, with a bit to spare for the family.
    private static let firstLabel: UInt32 = 16

    /// One label for each family: what follows a label cannot be seen (RFC 3032 § 2.2).
    private static func label(_ tag: PathTag, _ family: AddressFamily) -> UInt128 {
        UInt128(firstLabel) + UInt128(tag.rawValue - 1) * 2 + (family == .ipv4 ? 0 : 1)
    }
}
