internal import NetworkTypes

/// Actions to bytes (OpenFlow 1.3.5 § 7.2.5).
extension Action {
    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        switch self {
        case .output(let port, let maxLength): Self.putOutput(port, maxLength, to: &bytes)
        case .group(let group): Self.put(ActionType.group, word: group.rawValue, to: &bytes)
        case .setField(let field): try Self.putSetField(field, to: &bytes)
        case .setQueue(let queue): Self.put(ActionType.setQueue, word: queue, to: &bytes)
        case .pushVLAN(let type): Self.put(ActionType.pushVLAN, type, to: &bytes)
        case .popVLAN: Self.put(ActionType.popVLAN, word: 0, to: &bytes)
        case .pushMPLS(let type): Self.put(ActionType.pushMPLS, type, to: &bytes)
        case .popMPLS(let type): Self.put(ActionType.popMPLS, type, to: &bytes)
        case .pushPBB(let type): Self.put(ActionType.pushPBB, type, to: &bytes)
        case .popPBB: Self.put(ActionType.popPBB, word: 0, to: &bytes)
        case .setMPLSTTL(let ttl): Self.put(ActionType.setMPLSTTL, word: UInt32(ttl) << 24, to: &bytes)
        case .decrementMPLSTTL: Self.put(ActionType.decrementMPLSTTL, word: 0, to: &bytes)
        case .setNetworkTTL(let ttl): Self.put(ActionType.setNetworkTTL, word: UInt32(ttl) << 24, to: &bytes)
        case .decrementNetworkTTL: Self.put(ActionType.decrementNetworkTTL, word: 0, to: &bytes)
        case .copyTTLOut: Self.put(ActionType.copyTTLOut, word: 0, to: &bytes)
        case .copyTTLIn: Self.put(ActionType.copyTTLIn, word: 0, to: &bytes)
        case .load, .move, .resubmit, .conntrack, .clearConntrack, .learn, .finTimeout, .clone, .encap, .decap,
            .decrementNSHTTL, .controller:
            try appendNicira(to: &bytes)
        case .unknown(let type, let body): Self.putUnknown(type, body, to: &bytes)
        }
    }

    static func append(_ actions: [Action], to bytes: inout [UInt8]) throws(OpenFlowError) {
        for action in actions { try action.append(to: &bytes) }
    }

    /// An action of eight bytes.
    private static func put(_ type: UInt16, word: UInt32, to bytes: inout [UInt8]) {
        bytes.put(type)
        bytes.put(UInt16(8))
        bytes.put(word)
    }

    private static func put(_ type: UInt16, _ etherType: EtherType, to bytes: inout [UInt8]) {
        put(type, word: UInt32(etherType.rawValue) << 16, to: &bytes)
    }

    private static func putOutput(_ port: PortNumber, _ maxLength: UInt16, to bytes: inout [UInt8]) {
        bytes.put(ActionType.output)
        bytes.put(UInt16(16))
        bytes.put(port.rawValue)
        bytes.put(maxLength)
        bytes.putZeros(6)
    }

    private static func putSetField(_ field: MatchField, to bytes: inout [UInt8]) throws(OpenFlowError) {
        guard field.mask == nil else { return putMaskedSet(field, to: &bytes) }
        let start = bytes.count
        bytes.put(ActionType.setField)
        bytes.put(UInt16(0))
        field.append(to: &bytes)
        bytes.padToEight(from: start)
        bytes.patchLength(at: start + 2, from: start)
    }

    private static func putUnknown(_ type: UInt16, _ body: [UInt8], to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.put(type)
        bytes.put(UInt16(0))
        bytes.append(contentsOf: body)
        bytes.padToEight(from: start)
        bytes.patchLength(at: start + 2, from: start)
    }
}
