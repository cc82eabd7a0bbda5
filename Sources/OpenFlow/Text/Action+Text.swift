internal import NetworkTypes

/// Actions as `ovs-ofctl` reads them (ovs-actions(7)).
extension Action {
    /// `output:3`, `load:0x5->NXM_NX_REG0[]`, `ct(commit,zone=7)`.
    ///
    /// - Throws: `no-text` for an action that Open vSwitch does not have or that is not known here.
    public func ofctlText() throws(OpenFlowError) -> String {
        switch self {
        case .output(.controller, let maxLength): return "controller(max_len=\(maxLength))"
        case .output(let port, _): return "output:\(try port.ofctlName())"
        case .group(let group): return "group:\(group)"
        case .setField(let field): return "set_field:\(try field.setText())"
        case .setQueue(let queue): return "set_queue:\(queue)"
        case .pushVLAN(let type): return "push_vlan:\(hexadecimal(type.rawValue))"
        case .popVLAN: return "pop_vlan"
        case .pushMPLS(let type): return "push_mpls:\(hexadecimal(type.rawValue))"
        case .popMPLS(let type): return "pop_mpls:\(hexadecimal(type.rawValue))"
        case .setMPLSTTL(let ttl): return "set_mpls_ttl(\(ttl))"
        case .decrementMPLSTTL: return "dec_mpls_ttl"
        case .setNetworkTTL(let ttl): return "mod_nw_ttl:\(ttl)"
        case .decrementNetworkTTL: return "dec_ttl"
        case .load(let value, let subfield): return "load:\(hexadecimal(value))->\(try subfield.ofctlText())"
        case .move(let source, let destination):
            return "move:\(try source.ofctlText())->\(try destination.ofctlText())"
        case .resubmit(let port, let table): return try Self.resubmitText(port, table)
        case .conntrack(let conntrack): return try conntrack.ofctlText()
        case .clearConntrack: return "ct_clear"
        case .learn, .finTimeout, .clone, .encap, .decap, .decrementNSHTTL, .controller: return try extensionText()
        case .pushPBB, .popPBB, .copyTTLIn, .copyTTLOut, .unknown:
            throw OpenFlowError(.noText, "Open vSwitch has no words for \(self)")
        }
    }

    private static func resubmitText(_ port: PortNumber?, _ table: TableID?) throws(OpenFlowError) -> String {
        guard let table, table != .all else { return "resubmit:\(try (port ?? .inPort).ofctlName())" }
        return "resubmit(\(try port?.ofctlName() ?? ""),\(table))"
    }

    /// Actions joined by commas, `drop` where there are none.
    static func ofctlText(_ actions: [Action]) throws(OpenFlowError) -> String {
        if actions.isEmpty { return "drop" }
        var parts: [String] = []
        for action in actions { parts.append(try action.ofctlText()) }
        return parts.joined(separator: ",")
    }
}

extension Subfield {
    /// `NXM_NX_REG0[0..15]`, `NXM_NX_REG0[3]`, or `NXM_NX_REG0[]` for the whole field.
    func ofctlText() throws(OpenFlowError) -> String {
        guard let name = field.subfieldName else {
            throw OpenFlowError(.noText, "Open vSwitch has no name for \(field.name)")
        }
        if width == field.bits { return "\(name)[]" }
        return width == 1 ? "\(name)[\(offset)]" : "\(name)[\(offset)..\(Int(offset) + Int(width) - 1)]"
    }
}

extension ConntrackAction {
    func ofctlText() throws(OpenFlowError) -> String {
        var parts: [String] = []
        if commits { parts.append("commit") }
        if forces { parts.append("force") }
        switch zone {
        case .immediate(0): break
        case .immediate(let number): parts.append("zone=\(number)")
        case .field(let subfield): parts.append("zone=\(try subfield.ofctlText())")
        }
        if let table { parts.append("table=\(table)") }
        if let name = try algorithmName() { parts.append("alg=\(name)") }
        if !actions.isEmpty { parts.append("exec(\(try Action.ofctlText(actions)))") }
        return "ct(\(parts.joined(separator: ",")))"
    }

    private func algorithmName() throws(OpenFlowError) -> String? {
        switch algorithm {
        case 0: return nil
        case 21: return "ftp"
        case 69: return "tftp"
        default: throw OpenFlowError(.noText, "Open vSwitch has no connection tracking for port \(algorithm)")
        }
    }
}

/// `0x` and lower-case digits.
func hexadecimal(_ number: some BinaryInteger) -> String { "0x" + String(number, radix: 16) }
