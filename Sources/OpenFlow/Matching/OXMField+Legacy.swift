/// Fields in the form they had before OpenFlow 1.2 (NXM, classes 0 and 1), which Open vSwitch still uses inside
/// `load` and `move` when it tells about its rules.
extension OXMField {
    private static func legacy(
        _ oxmClass: UInt16, _ number: UInt8, _ bits: UInt8, _ isMaskable: Bool, _ name: StaticString
    ) -> OXMField {
        OXMField(oxmClass: oxmClass, number: number, bits: bits, isMaskable: isMaskable, name: name)
    }

    /// A legacy field and the field of the basic class that holds the same bits in the same places.
    struct LegacyPair: Sendable {
        let legacy: OXMField
        let standard: OXMField?
    }

    static let legacyPairs: [LegacyPair] = [
        LegacyPair(legacy: legacy(0, 0, 16, false, "NXM_OF_IN_PORT"), standard: nil),
        LegacyPair(legacy: legacy(0, 1, 48, true, "NXM_OF_ETH_DST"), standard: .ethernetDestination),
        LegacyPair(legacy: legacy(0, 2, 48, true, "NXM_OF_ETH_SRC"), standard: .ethernetSource),
        LegacyPair(legacy: legacy(0, 3, 16, false, "NXM_OF_ETH_TYPE"), standard: .ethernetType),
        LegacyPair(legacy: legacy(0, 4, 16, true, "NXM_OF_VLAN_TCI"), standard: nil),
        LegacyPair(legacy: legacy(0, 5, 8, false, "NXM_OF_IP_TOS"), standard: nil),
        LegacyPair(legacy: legacy(0, 6, 8, false, "NXM_OF_IP_PROTO"), standard: .ipProtocol),
        LegacyPair(legacy: legacy(0, 7, 32, true, "NXM_OF_IP_SRC"), standard: .ipv4Source),
        LegacyPair(legacy: legacy(0, 8, 32, true, "NXM_OF_IP_DST"), standard: .ipv4Destination),
        LegacyPair(legacy: legacy(0, 9, 16, true, "NXM_OF_TCP_SRC"), standard: .tcpSource),
        LegacyPair(legacy: legacy(0, 10, 16, true, "NXM_OF_TCP_DST"), standard: .tcpDestination),
        LegacyPair(legacy: legacy(0, 11, 16, true, "NXM_OF_UDP_SRC"), standard: .udpSource),
        LegacyPair(legacy: legacy(0, 12, 16, true, "NXM_OF_UDP_DST"), standard: .udpDestination),
        LegacyPair(legacy: legacy(0, 13, 8, false, "NXM_OF_ICMP_TYPE"), standard: .icmpv4Type),
        LegacyPair(legacy: legacy(0, 14, 8, false, "NXM_OF_ICMP_CODE"), standard: .icmpv4Code),
        LegacyPair(legacy: legacy(0, 15, 16, false, "NXM_OF_ARP_OP"), standard: .arpOperation),
        LegacyPair(legacy: legacy(0, 16, 32, true, "NXM_OF_ARP_SPA"), standard: .arpSourceProtocol),
        LegacyPair(legacy: legacy(0, 17, 32, true, "NXM_OF_ARP_TPA"), standard: .arpTargetProtocol),
        LegacyPair(legacy: legacy(1, 16, 64, true, "NXM_NX_TUN_ID"), standard: .tunnelID),
        LegacyPair(legacy: legacy(1, 17, 48, true, "NXM_NX_ARP_SHA"), standard: .arpSourceHardware),
        LegacyPair(legacy: legacy(1, 18, 48, true, "NXM_NX_ARP_THA"), standard: .arpTargetHardware),
        LegacyPair(legacy: legacy(1, 19, 128, true, "NXM_NX_IPV6_SRC"), standard: .ipv6Source),
        LegacyPair(legacy: legacy(1, 20, 128, true, "NXM_NX_IPV6_DST"), standard: .ipv6Destination),
        LegacyPair(legacy: legacy(1, 21, 8, false, "NXM_NX_ICMPV6_TYPE"), standard: .icmpv6Type),
        LegacyPair(legacy: legacy(1, 22, 8, false, "NXM_NX_ICMPV6_CODE"), standard: .icmpv6Code),
        LegacyPair(legacy: legacy(1, 23, 128, true, "NXM_NX_ND_TARGET"), standard: .neighbourTarget),
        LegacyPair(legacy: legacy(1, 24, 48, true, "NXM_NX_ND_SLL"), standard: .neighbourSourceLink),
        LegacyPair(legacy: legacy(1, 25, 48, true, "NXM_NX_ND_TLL"), standard: .neighbourTargetLink),
        LegacyPair(legacy: legacy(1, 27, 20, true, "NXM_NX_IPV6_LABEL"), standard: .ipv6FlowLabel),
        LegacyPair(legacy: legacy(1, 28, 2, false, "NXM_NX_IP_ECN"), standard: .ipECN),
    ]

    /// The field of the basic class that means the same, for a legacy one; every other field as it is.
    ///
    /// Use it to compare rules that a switch reports with the rules that it was given.
    public var standard: OXMField {
        guard oxmClass <= 1 else { return self }
        return Self.legacyPairs.first { $0.legacy == self }?.standard ?? self
    }
}
