/// Meters as `ovs-ofctl add-meter` reads them.
extension MeterMod {
    /// `meter=7,pktps,burst,bands=type=drop rate=10 burst_size=50`.
    ///
    /// - Throws: `no-text` for a band that Open vSwitch does not have.
    public func ofctlText() throws(OpenFlowError) -> String {
        guard meter != .all else { return "meter=all" }
        var parts = ["meter=\(meter)"]
        guard command != .delete else { return parts[0] }
        let names: [(Flags, String)] = [
            (.kilobitsPerSecond, "kbps"), (.packetsPerSecond, "pktps"), (.burst, "burst"), (.statistics, "stats"),
        ]
        for (flag, name) in names where flags.contains(flag) { parts.append(name) }
        var texts: [String] = []
        for band in bands { texts.append(try band.ofctlText(hasBurst: flags.contains(.burst))) }
        if !texts.isEmpty { parts.append("bands=" + texts.joined(separator: " ")) }
        return parts.joined(separator: ",")
    }
}

extension MeterBand {
    fileprivate func ofctlText(hasBurst: Bool) throws(OpenFlowError) -> String {
        let tail = "rate=\(rate)" + (hasBurst ? " burst_size=\(burst)" : "")
        switch kind {
        case .drop: return "type=drop \(tail)"
        case .remark(let precedence): return "type=dscp_remark \(tail) prec_level=\(precedence)"
        case .unknown(let type, _): throw OpenFlowError(.noText, "Open vSwitch has no meter band \(type)")
        }
    }
}
