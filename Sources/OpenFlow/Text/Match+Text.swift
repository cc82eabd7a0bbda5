/// Matches as `ovs-ofctl` reads them: `in_port=3,tcp,nw_src=10.0.0.0/8`.
extension Match {
    /// The fields, joined by commas; empty for a match of everything.
    ///
    /// - Throws: `no-text` for a field that Open vSwitch does not have.
    public func ofctlText() throws(OpenFlowError) -> String {
        try ofctlFields().joined(separator: ",")
    }

    func ofctlFields() throws(OpenFlowError) -> [String] {
        guard unknown.isEmpty else {
            throw OpenFlowError(.noText, "a match on a field that is not known here")
        }
        let protocolName = protocolName
        var parts: [String] = []
        for field in inWireOrder where field.mask != 0 {
            switch field.field.standard {
            case .ethernetType:
                if let name = protocolName ?? ethernetName(field.value) {
                    parts.append(name)
                } else {
                    parts.append(try field.matchText())
                }
            case .ipProtocol where protocolName != nil: continue
            default: parts.append(try field.matchText())
            }
        }
        return parts
    }

    /// One word for Ethernet type and IP protocol together.
    private var protocolName: String? {
        guard let type = self[.ethernetType]?.value, let number = self[.ipProtocol]?.value else { return nil }
        switch (type, number) {
        case (0x0800, 1): return "icmp"
        case (0x0800, 6): return "tcp"
        case (0x0800, 17): return "udp"
        case (0x0800, 132): return "sctp"
        case (0x86DD, 6): return "tcp6"
        case (0x86DD, 17): return "udp6"
        case (0x86DD, 58): return "icmp6"
        case (0x86DD, 132): return "sctp6"
        default: return nil
        }
    }

    private func ethernetName(_ type: UInt128) -> String? {
        switch type {
        case 0x0800: "ip"
        case 0x0806: "arp"
        case 0x8035: "rarp"
        case 0x86DD: "ipv6"
        case 0x8847: "mpls"
        case 0x8848: "mplsm"
        default: nil
        }
    }
}
