/// Nicira's extended match fields as Open vSwitch documents them in ovs-fields(7).
extension OXMField {
    private static func nicira(_ number: UInt8, _ bits: UInt8, _ isMaskable: Bool, _ name: StaticString) -> OXMField {
        OXMField(oxmClass: 0x0001, number: number, bits: bits, isMaskable: isMaskable, name: name)
    }

    /// The 32-bit registers; a register starts as zero at every packet's entry.
    public static let reg0 = nicira(0, 32, true, "reg0")
    public static let reg1 = nicira(1, 32, true, "reg1")
    public static let reg2 = nicira(2, 32, true, "reg2")
    public static let reg3 = nicira(3, 32, true, "reg3")
    public static let reg4 = nicira(4, 32, true, "reg4")
    public static let reg5 = nicira(5, 32, true, "reg5")
    public static let reg6 = nicira(6, 32, true, "reg6")
    public static let reg7 = nicira(7, 32, true, "reg7")
    public static let reg8 = nicira(8, 32, true, "reg8")
    public static let reg9 = nicira(9, 32, true, "reg9")
    public static let reg10 = nicira(10, 32, true, "reg10")
    public static let reg11 = nicira(11, 32, true, "reg11")
    public static let reg12 = nicira(12, 32, true, "reg12")
    public static let reg13 = nicira(13, 32, true, "reg13")
    public static let reg14 = nicira(14, 32, true, "reg14")
    public static let reg15 = nicira(15, 32, true, "reg15")

    /// What has no field of its own in OpenFlow 1.3.
    public static let ipFragment = nicira(26, 8, true, "ip_frag")
    public static let ipTTL = nicira(29, 8, false, "nw_ttl")
    public static let mplsTTL = nicira(30, 8, false, "mpls_ttl")
    public static let packetMark = nicira(33, 32, true, "pkt_mark")
    public static let tcpFlags = nicira(34, 12, true, "tcp_flags")
    public static let conjunctionID = nicira(37, 32, false, "conj_id")

    /// The IPv4 addresses of the tunnel that a packet came through or is to be sent through.
    public static let tunnelSourceIPv4 = nicira(31, 32, true, "tun_src")
    public static let tunnelDestinationIPv4 = nicira(32, 32, true, "tun_dst")

    /// Connection tracking: what `ct` found out (`NXM_NX_CT_*`).
    public static let ctState = nicira(105, 32, true, "ct_state")
    public static let ctZone = nicira(106, 16, false, "ct_zone")
    public static let ctMark = nicira(107, 32, true, "ct_mark")
    public static let ctLabel = nicira(108, 128, true, "ct_label")

    public static let tunnelSourceIPv6 = nicira(109, 128, true, "tun_ipv6_src")
    public static let tunnelDestinationIPv6 = nicira(110, 128, true, "tun_ipv6_dst")

    /// Four 32-bit registers seen as one, reg0 most significant in the first.
    public static let xxreg0 = nicira(111, 128, true, "xxreg0")
    public static let xxreg1 = nicira(112, 128, true, "xxreg1")
    public static let xxreg2 = nicira(113, 128, true, "xxreg2")
    public static let xxreg3 = nicira(114, 128, true, "xxreg3")

    /// Every Nicira field known by name.
    public static let allNicira: [OXMField] = [
        .reg0, .reg1, .reg2, .reg3, .reg4, .reg5, .reg6, .reg7, .reg8, .reg9, .reg10, .reg11, .reg12, .reg13, .reg14,
        .reg15, .ipFragment, .ipTTL, .mplsTTL, .tunnelSourceIPv4, .tunnelDestinationIPv4, .packetMark, .tcpFlags,
        .conjunctionID, .ctState, .ctZone, .ctMark, .ctLabel, .tunnelSourceIPv6, .tunnelDestinationIPv6, .xxreg0,
        .xxreg1, .xxreg2, .xxreg3,
    ]
}

/// The bits of `ct_state` (ovs-fields(7)).
public struct ConntrackState: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let new = ConntrackState(rawValue: 1 << 0)
    public static let established = ConntrackState(rawValue: 1 << 1)
    public static let related = ConntrackState(rawValue: 1 << 2)
    public static let reply = ConntrackState(rawValue: 1 << 3)
    public static let invalid = ConntrackState(rawValue: 1 << 4)
    public static let tracked = ConntrackState(rawValue: 1 << 5)
}
