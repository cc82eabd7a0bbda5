/// The names that `ovs-ofctl` gives fields (ovs-fields(7)).
extension OXMField {
    /// The name in a match or behind `set_field`; `nil` where Open vSwitch does not have the field.
    var matchName: String? {
        let field = standard
        switch field.oxmClass {
        case 0x8000: return Self.basicMatchName(field)
        case 1: return Self.allNicira.contains(field) || field.isTunnelMetadata ? field.name.description : nil
        case 0x1000, 0xFFFF: return field.name.description
        default: return nil
        }
    }

    private static func basicMatchName(_ field: OXMField) -> String? {
        switch field.number {
        case 1, 37, 39: nil
        case 3: "dl_dst"
        case 4: "dl_src"
        case 5: "dl_type"
        case 9: "nw_ecn"
        case 10: "nw_proto"
        case 11: "nw_src"
        case 12: "nw_dst"
        case 19: "icmp_type"
        case 20: "icmp_code"
        case 28: "ipv6_label"
        case 31: "nd_target"
        case 32: "nd_sll"
        case 33: "nd_tll"
        case 38: "tun_id"
        default: field.name.description
        }
    }

    /// The name as `load` and `move` print it: `NXM_NX_REG0`, `OXM_OF_IP_DSCP`.
    var subfieldName: String? {
        if let pair = Self.legacyPairs.first(where: { $0.legacy == self || $0.standard == self }) {
            return pair.legacy.name.description
        }
        switch oxmClass {
        case 0x8000: return matchName == nil ? nil : "OXM_OF_" + name.description.uppercased()
        case 1: return Self.niciraSubfieldName(self)
        case 0x1000: return "ERICOXM_OF_ICMPV6_" + name.description.uppercased()
        case 0xFFFF: return "NXOXM_" + name.description.uppercased()
        default: return nil
        }
    }

    private static func niciraSubfieldName(_ field: OXMField) -> String? {
        switch field.number {
        case 29: "NXM_NX_IP_TTL"
        case 31: "NXM_NX_TUN_IPV4_SRC"
        case 32: "NXM_NX_TUN_IPV4_DST"
        default:
            allNicira.contains(field) || field.isTunnelMetadata
                ? "NXM_NX_" + field.name.description.uppercased() : nil
        }
    }

    /// How a value of the field is written.
    enum TextFormat {
        case decimal, hexadecimal, macAddress, ipv4Address, ipv6Address, port
        case flags([StaticString])
        case fragment
    }

    var textFormat: TextFormat {
        let field = standard
        switch (field.oxmClass, field.number) {
        case (0x8000, 0): return .port
        case (0x8000, 3), (0x8000, 4), (0x8000, 24), (0x8000, 25), (0x8000, 32), (0x8000, 33): return .macAddress
        case (0x8000, 11), (0x8000, 12), (0x8000, 22), (0x8000, 23), (1, 31), (1, 32): return .ipv4Address
        case (0x8000, 26), (0x8000, 27), (0x8000, 31), (1, 109), (1, 110): return .ipv6Address
        case (0x8000, 2), (0x8000, 5), (0x8000, 6), (0x8000, 28), (0x8000, 38): return .hexadecimal
        case (1, 26): return .fragment
        case (1, 34): return .flags(Self.tcpFlagNames)
        case (1, 105): return .flags(Self.ctStateNames)
        case (1, 0...15), (1, 33), (1, 40...103), (1, 107), (1, 108), (1, 111...114): return .hexadecimal
        case (0x1000, 1), (0xFFFF, _): return .hexadecimal
        default: return .decimal
        }
    }

    private static let ctStateNames: [StaticString] = ["new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"]
    private static let tcpFlagNames: [StaticString] = [
        "fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[9]", "[10]", "[11]",
    ]
}
