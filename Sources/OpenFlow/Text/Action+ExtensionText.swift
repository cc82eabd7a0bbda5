/// Nicira's later actions as `ovs-ofctl` reads them (ovs-actions(7)).
extension Action {
    func extensionText() throws(OpenFlowError) -> String {
        switch self {
        case .learn(let learn): return try learn.ofctlText()
        case .finTimeout(let idle, let hard):
            let parts = [("idle_timeout", idle), ("hard_timeout", hard)].filter { $0.1 != 0 }
            return "fin_timeout(\(parts.map { "\($0.0)=\($0.1)" }.joined(separator: ",")))"
        case .clone(let actions): return actions.isEmpty ? "clone()" : "clone(\(try Action.ofctlText(actions)))"
        case .encap(let encapsulation): return try encapsulation.ofctlText()
        case .decap(.nextProtocol): return "decap()"
        case .decap(let type):
            return "decap(packet_type(ns=\(type.rawValue >> 16),type=\(hexadecimal(type.rawValue & 0xFFFF))))"
        case .decrementNSHTTL: return "dec_nsh_ttl"
        case .controller(let controller): return try controller.ofctlText()
        default: throw OpenFlowError(.noText, "Open vSwitch has no words for \(self)")
        }
    }
}

extension Encapsulation {
    fileprivate func ofctlText() throws(OpenFlowError) -> String {
        let name: String
        switch packetType {
        case .ethernet: name = "ethernet"
        case .nsh: name = "nsh"
        case .mpls: name = "mpls"
        default:
            throw OpenFlowError(.noText, "Open vSwitch cannot put a header of type \(packetType.rawValue) in front")
        }
        return metadataType.map { "encap(\(name)(md_type=\($0)))" } ?? "encap(\(name))"
    }
}

extension ControllerAction {
    fileprivate func ofctlText() throws(OpenFlowError) -> String {
        var parts: [String] = []
        if reason != .action { parts.append("reason=\(try reasonName())") }
        parts.append("max_len=\(maxLength)")
        if controller != 0 { parts.append("id=\(controller)") }
        if !userdata.isEmpty {
            parts.append(
                "userdata=" + userdata.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: "."))
        }
        if let meter { parts.append("meter_id=\(meter)") }
        return "controller(\(parts.joined(separator: ",")))"
    }

    private func reasonName() throws(OpenFlowError) -> String {
        switch reason {
        case .noMatch: return "no_match"
        case .invalidTTL: return "invalid_ttl"
        default: throw OpenFlowError(.noText, "a packet-in for reason \(reason.rawValue) has no name")
        }
    }
}
