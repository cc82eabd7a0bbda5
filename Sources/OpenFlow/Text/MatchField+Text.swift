internal import NetworkTypes

/// Values as `ovs-ofctl` reads them.
extension MatchField {
    /// `nw_src=10.0.0.0/8`, the way a match has it.
    func matchText() throws(OpenFlowError) -> String {
        guard let name = field.matchName else {
            throw OpenFlowError(.noText, "Open vSwitch has no match on \(field.name)")
        }
        return "\(name)=\(try valueText(inMatch: true))"
    }

    /// `0x5/0xff->reg0`, the way `set_field` has it.
    func setText() throws(OpenFlowError) -> String {
        guard let name = field.matchName else {
            throw OpenFlowError(.noText, "Open vSwitch cannot set \(field.name)")
        }
        return "\(try valueText(inMatch: false))->\(name)"
    }

    private func valueText(inMatch: Bool) throws(OpenFlowError) -> String {
        switch field.textFormat {
        case .port: return try PortNumber(rawValue: UInt32(truncatingIfNeeded: value)).ofctlName()
        case .macAddress: return masked { MACAddress(rawValue: UInt64(truncatingIfNeeded: $0)).description }
        case .ipv4Address: return prefixed { IPv4Address(rawValue: UInt32(truncatingIfNeeded: $0)).description }
        case .ipv6Address:
            let text = prefixed { IPv6Address(rawValue: $0).description }
            guard isReadable(ipv6Text: text) else {
                throw OpenFlowError(.noText, "ovs-ofctl takes the mask in \(field.name)=\(text) for a prefix length")
            }
            return text
        case .flags(let names) where inMatch && mask != nil: return try flagsText(names)
        case .fragment: return try fragmentText()
        case .decimal where mask == nil: return String(value)
        case .decimal, .hexadecimal, .flags: return masked { "0x" + String($0, radix: 16) }
        }
    }

    private func masked(_ text: (UInt128) -> String) -> String {
        guard let mask else { return text(value) }
        return text(value) + "/" + text(mask)
    }

    /// As ``masked(_:)``, with a number of bits for a mask that is a prefix.
    private func prefixed(_ text: (UInt128) -> String) -> String {
        guard let mask else { return text(value) }
        let inverse = field.fullMask & ~mask
        guard inverse & (inverse &+ 1) == 0 else { return masked(text) }
        return "\(text(value))/\(mask.nonzeroBitCount)"
    }

    /// Open vSwitch looks for a prefix length first, and so misreads a mask that begins with a decimal digit.
    private func isReadable(ipv6Text text: String) -> Bool {
        guard let slash = text.firstIndex(of: "/") else { return true }
        let mask = text[text.index(after: slash)...]
        return !mask.contains(":") || !("0"..."9").contains(mask.first ?? "0")
    }

    /// `+trk-new`: each bit of the mask with its sign.
    private func flagsText(_ names: [StaticString]) throws(OpenFlowError) -> String {
        guard effectiveMask >> UInt128(names.count) == 0 else {
            throw OpenFlowError(.noText, "\(field.name) has bits without a name")
        }
        var text = ""
        for (bit, name) in names.enumerated() where effectiveMask >> UInt128(bit) & 1 == 1 {
            text += (value >> UInt128(bit) & 1 == 1 ? "+" : "-") + name.description
        }
        return text
    }

    /// Bit 0 stands for any fragment, bit 1 for a later one.
    private func fragmentText() throws(OpenFlowError) -> String {
        switch (value, effectiveMask & 3) {
        case (0, 3): return "no"
        case (1, 1): return "yes"
        case (1, 3): return "first"
        case (3, 3): return "later"
        case (0, 2): return "not_later"
        default: throw OpenFlowError(.noText, "\(field.name)=\(value)/\(effectiveMask) has no name")
        }
    }
}

extension PortNumber {
    /// The number, or the name of a reserved port.
    func ofctlName() throws(OpenFlowError) -> String {
        switch self {
        case .inPort: return "IN_PORT"
        case .table: return "TABLE"
        case .normal: return "NORMAL"
        case .flood: return "FLOOD"
        case .all: return "ALL"
        case .controller: return "CONTROLLER"
        case .local: return "LOCAL"
        case .any: return "ANY"
        default:
            guard rawValue < 0xFF00 else {
                throw OpenFlowError(.noText, "Open vSwitch has no port \(rawValue); its ports end at 65279")
            }
            return description
        }
    }
}
