/// The basic class (OpenFlow 1.3.5 § 7.2.3.7, table 11).
extension OXMField {
    private static func basic(_ number: UInt8, _ bits: UInt8, _ isMaskable: Bool, _ name: StaticString) -> OXMField {
        OXMField(oxmClass: 0x8000, number: number, bits: bits, isMaskable: isMaskable, name: name)
    }

    public static let inPort = basic(0, 32, false, "in_port")
    public static let inPhysicalPort = basic(1, 32, false, "in_phy_port")
    public static let metadata = basic(2, 64, true, "metadata")
    public static let ethernetDestination = basic(3, 48, true, "eth_dst")
    public static let ethernetSource = basic(4, 48, true, "eth_src")
    public static let ethernetType = basic(5, 16, false, "eth_type")
    public static let vlanID = basic(6, 13, true, "vlan_vid")
    public static let vlanPriority = basic(7, 3, false, "vlan_pcp")
    public static let ipDSCP = basic(8, 6, false, "ip_dscp")
    public static let ipECN = basic(9, 2, false, "ip_ecn")
    public static let ipProtocol = basic(10, 8, false, "ip_proto")
    public static let ipv4Source = basic(11, 32, true, "ipv4_src")
    public static let ipv4Destination = basic(12, 32, true, "ipv4_dst")
    public static let tcpSource = basic(13, 16, true, "tcp_src")
    public static let tcpDestination = basic(14, 16, true, "tcp_dst")
    public static let udpSource = basic(15, 16, true, "udp_src")
    public static let udpDestination = basic(16, 16, true, "udp_dst")
    public static let sctpSource = basic(17, 16, true, "sctp_src")
    public static let sctpDestination = basic(18, 16, true, "sctp_dst")
    public static let icmpv4Type = basic(19, 8, false, "icmpv4_type")
    public static let icmpv4Code = basic(20, 8, false, "icmpv4_code")
    public static let arpOperation = basic(21, 16, false, "arp_op")
    public static let arpSourceProtocol = basic(22, 32, true, "arp_spa")
    public static let arpTargetProtocol = basic(23, 32, true, "arp_tpa")
    public static let arpSourceHardware = basic(24, 48, true, "arp_sha")
    public static let arpTargetHardware = basic(25, 48, true, "arp_tha")
    public static let ipv6Source = basic(26, 128, true, "ipv6_src")
    public static let ipv6Destination = basic(27, 128, true, "ipv6_dst")
    public static let ipv6FlowLabel = basic(28, 20, true, "ipv6_flabel")
    public static let icmpv6Type = basic(29, 8, false, "icmpv6_type")
    public static let icmpv6Code = basic(30, 8, false, "icmpv6_code")
    public static let neighbourTarget = basic(31, 128, true, "ipv6_nd_target")
    public static let neighbourSourceLink = basic(32, 48, false, "ipv6_nd_sll")
    public static let neighbourTargetLink = basic(33, 48, false, "ipv6_nd_tll")
    public static let mplsLabel = basic(34, 20, false, "mpls_label")
    public static let mplsTrafficClass = basic(35, 3, false, "mpls_tc")
    public static let mplsBottomOfStack = basic(36, 1, false, "mpls_bos")
    public static let pbbISID = basic(37, 24, true, "pbb_isid")
    public static let tunnelID = basic(38, 64, true, "tunnel_id")
    public static let ipv6ExtensionHeader = basic(39, 9, true, "ipv6_exthdr")

    /// Every field of the basic class, in the order of their numbers.
    public static let allBasic: [OXMField] = [
        .inPort, .inPhysicalPort, .metadata, .ethernetDestination, .ethernetSource, .ethernetType, .vlanID,
        .vlanPriority, .ipDSCP, .ipECN, .ipProtocol, .ipv4Source, .ipv4Destination, .tcpSource, .tcpDestination,
        .udpSource, .udpDestination, .sctpSource, .sctpDestination, .icmpv4Type, .icmpv4Code, .arpOperation,
        .arpSourceProtocol, .arpTargetProtocol, .arpSourceHardware, .arpTargetHardware, .ipv6Source,
        .ipv6Destination, .ipv6FlowLabel, .icmpv6Type, .icmpv6Code, .neighbourTarget, .neighbourSourceLink,
        .neighbourTargetLink, .mplsLabel, .mplsTrafficClass, .mplsBottomOfStack, .pbbISID, .tunnelID,
        .ipv6ExtensionHeader,
    ]
}
