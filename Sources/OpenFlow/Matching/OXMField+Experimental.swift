/// Fields that Open vSwitch has beyond OpenFlow's and Nicira's own classes (ovs-fields(7)).
extension OXMField {
    /// Open vSwitch's number for fields of the network service header.
    static let nshExperimenter: UInt32 = 0x005A_D650

    private static func nsh(_ number: UInt8, _ bits: UInt8, _ isMaskable: Bool, _ name: StaticString) -> OXMField {
        OXMField(
            oxmClass: 0xFFFF, number: number, bits: bits, isMaskable: isMaskable, name: name,
            experimenter: nshExperimenter)
    }

    /// The network service header (RFC 8300 § 2).
    public static let nshFlags = nsh(1, 8, true, "nsh_flags")
    public static let nshMetadataType = nsh(2, 8, false, "nsh_mdtype")
    public static let nshNextProtocol = nsh(3, 8, false, "nsh_np")
    /// The service path identifier.
    public static let nshPath = nsh(4, 24, false, "nsh_spi")
    /// The service index.
    public static let nshIndex = nsh(5, 8, false, "nsh_si")
    /// The fixed context headers of metadata type 1.
    public static let nshContext1 = nsh(6, 32, true, "nsh_c1")
    public static let nshContext2 = nsh(7, 32, true, "nsh_c2")
    public static let nshContext3 = nsh(8, 32, true, "nsh_c3")
    public static let nshContext4 = nsh(9, 32, true, "nsh_c4")
    public static let nshTTL = nsh(10, 6, false, "nsh_ttl")

    static let allNSH: [OXMField] = [
        .nshFlags, .nshMetadataType, .nshNextProtocol, .nshPath, .nshIndex, .nshContext1, .nshContext2, .nshContext3,
        .nshContext4, .nshTTL,
    ]

    /// The only field of 24 bits that takes four bytes.
    var isServicePath: Bool { experimenter == Self.nshExperimenter && number == 4 }

    /// What follows the checksum of a neighbour solicitation or advertisement: the flags (RFC 4861 § 4.3, § 4.4).
    public static let neighbourReserved = OXMField(
        oxmClass: 0x1000, number: 1, bits: 32, isMaskable: false, name: "nd_reserved")
    /// The type of its first option: 1 for the source's link-layer address, 2 for the target's.
    public static let neighbourOptionType = OXMField(
        oxmClass: 0x1000, number: 2, bits: 8, isMaskable: false, name: "nd_options_type")
}

/// Options of Geneve tunnels (RFC 8926 § 3.5) as fields; a switch must be told first which option is which field, see
/// ``TunnelOptionTable``.
extension OXMField {
    static let firstTunnelMetadata: UInt8 = 40

    /// `tun_metadata0` to `tun_metadata63`, with values of as many bytes as the option has.
    ///
    /// - Returns: `nil` for an index beyond 63, and for more than 16 bytes, which travel as ``RawOXM`` only.
    public static func tunnelMetadata(_ index: UInt8, byteCount: Int = 4) -> OXMField? {
        guard Int(index) < tunnelMetadataNames.count, (1...16).contains(byteCount) else { return nil }
        return OXMField(
            oxmClass: 1, number: firstTunnelMetadata + index, bits: UInt8(byteCount * 8), isMaskable: true,
            name: tunnelMetadataNames[Int(index)])
    }

    /// The first of them, with four bytes: what steering puts its tags into.
    public static let tunnelMetadata0 = OXMField(
        oxmClass: 1, number: 40, bits: 32, isMaskable: true, name: "tun_metadata0")

    static let allTunnelMetadata: [OXMField] = (0..<64).compactMap { tunnelMetadata($0) }

    /// True for `tun_metadata0` to `tun_metadata63`.
    public var isTunnelMetadata: Bool { oxmClass == 1 && (40...103).contains(number) }

    private static let tunnelMetadataNames: [StaticString] = [
        "tun_metadata0", "tun_metadata1", "tun_metadata2", "tun_metadata3", "tun_metadata4", "tun_metadata5",
        "tun_metadata6", "tun_metadata7", "tun_metadata8", "tun_metadata9", "tun_metadata10", "tun_metadata11",
        "tun_metadata12", "tun_metadata13", "tun_metadata14", "tun_metadata15", "tun_metadata16", "tun_metadata17",
        "tun_metadata18", "tun_metadata19", "tun_metadata20", "tun_metadata21", "tun_metadata22", "tun_metadata23",
        "tun_metadata24", "tun_metadata25", "tun_metadata26", "tun_metadata27", "tun_metadata28", "tun_metadata29",
        "tun_metadata30", "tun_metadata31", "tun_metadata32", "tun_metadata33", "tun_metadata34", "tun_metadata35",
        "tun_metadata36", "tun_metadata37", "tun_metadata38", "tun_metadata39", "tun_metadata40", "tun_metadata41",
        "tun_metadata42", "tun_metadata43", "tun_metadata44", "tun_metadata45", "tun_metadata46", "tun_metadata47",
        "tun_metadata48", "tun_metadata49", "tun_metadata50", "tun_metadata51", "tun_metadata52", "tun_metadata53",
        "tun_metadata54", "tun_metadata55", "tun_metadata56", "tun_metadata57", "tun_metadata58", "tun_metadata59",
        "tun_metadata60", "tun_metadata61", "tun_metadata62", "tun_metadata63",
    ]
}
