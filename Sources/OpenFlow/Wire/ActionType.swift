/// `OFPAT_*` (OpenFlow 1.3.5 § 7.2.5).
enum ActionType {
    static let output: UInt16 = 0
    static let copyTTLOut: UInt16 = 11
    static let copyTTLIn: UInt16 = 12
    static let setMPLSTTL: UInt16 = 15
    static let decrementMPLSTTL: UInt16 = 16
    static let pushVLAN: UInt16 = 17
    static let popVLAN: UInt16 = 18
    static let pushMPLS: UInt16 = 19
    static let popMPLS: UInt16 = 20
    static let setQueue: UInt16 = 21
    static let group: UInt16 = 22
    static let setNetworkTTL: UInt16 = 23
    static let decrementNetworkTTL: UInt16 = 24
    static let setField: UInt16 = 25
    static let pushPBB: UInt16 = 26
    static let popPBB: UInt16 = 27
    static let experimenter: UInt16 = 0xFFFF
}

/// Nicira's action subtypes (ovs-actions(7)).
enum NiciraActionType {
    static let resubmit: UInt16 = 1
    static let move: UInt16 = 6
    static let load: UInt16 = 7
    static let learn: UInt16 = 16
    static let finTimeout: UInt16 = 19
    static let resubmitTable: UInt16 = 14
    /// Sets a field under a mask, which OpenFlow 1.3's own set-field cannot.
    static let maskedSet: UInt16 = 33
    static let conntrack: UInt16 = 35
    static let controller: UInt16 = 37
    static let clone: UInt16 = 42
    static let clearConntrack: UInt16 = 43
    /// `learn` with a limit or a result.
    static let learn2: UInt16 = 45
    static let encap: UInt16 = 46
    static let decap: UInt16 = 47
    static let decrementNSHTTL: UInt16 = 48
}
