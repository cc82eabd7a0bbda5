/// Which fields must come before others (OpenFlow 1.3.5 § 7.2.3.8, table 12; ovs-fields(7)).
extension Match {
    /// True where the fields so far allow `field`.
    func allows(_ field: OXMField) -> Bool {
        switch field.oxmClass {
        case 0x8000: allowsBasic(field.number)
        case 0x1000: isNeighbourDiscovery
        case 0xFFFF: hasType(0x894F)
        default: allowsNicira(field)
        }
    }

    private func allowsBasic(_ number: UInt8) -> Bool {
        switch number {
        case 1: self[.inPort] != nil
        case 7: hasVLAN
        case 8, 9, 10: isIP
        case 11, 12: hasType(0x0800)
        case 13, 14: isIP && hasProtocol(6)
        case 15, 16: isIP && hasProtocol(17)
        case 17, 18: isIP && hasProtocol(132)
        case 19, 20: hasType(0x0800) && hasProtocol(1)
        case 21...25: hasType(0x0806) || hasType(0x8035)
        case 26, 27, 28, 39: hasType(0x86DD)
        case 29, 30: isICMPv6
        case 31: isNeighbourDiscovery
        case 32: isICMPv6 && hasICMPv6Type(135)
        case 33: isICMPv6 && hasICMPv6Type(136)
        case 34, 35, 36: hasType(0x8847) || hasType(0x8848)
        case 37: hasType(0x88E7)
        default: true
        }
    }

    private func allowsNicira(_ field: OXMField) -> Bool {
        if field == .ipFragment || field == .ipTTL { return isIP }
        if field == .tcpFlags { return isIP && hasProtocol(6) }
        if field == .mplsTTL { return allowsBasic(OXMField.mplsLabel.number) }
        let standard = field.standard
        return standard.oxmClass == 0x8000 ? allowsBasic(standard.number) : true
    }

    private var isIP: Bool { hasType(0x0800) || hasType(0x86DD) }
    private var isICMPv6: Bool { hasType(0x86DD) && hasProtocol(58) }
    private var isNeighbourDiscovery: Bool { isICMPv6 && (hasICMPv6Type(135) || hasICMPv6Type(136)) }

    private var hasVLAN: Bool {
        guard let vlan = self[.vlanID] else { return false }
        return vlan.value & vlan.effectiveMask & 0x1000 != 0
    }

    private func hasType(_ type: UInt128) -> Bool { self[.ethernetType]?.value == type }
    private func hasProtocol(_ number: UInt128) -> Bool { self[.ipProtocol]?.value == number }
    private func hasICMPv6Type(_ type: UInt128) -> Bool { self[.icmpv6Type]?.value == type }

    /// The fields in an order in which each comes behind what it needs: as they are where that holds, else by number.
    var inWireOrder: [MatchField] {
        var seen = Match([])
        seen.fields.reserveCapacity(fields.count)
        for field in fields {
            guard seen.allows(field.field) else { return fields.sorted { $0.field < $1.field } }
            seen.fields.append(field)
        }
        return fields
    }
}
