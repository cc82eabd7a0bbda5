internal import NetworkTypes

/// Nicira's actions to bytes; their layout is documented in Open vSwitch's `ofp-actions` and ovs-actions(7).
extension Action {
    func appendNicira(to bytes: inout [UInt8]) throws(OpenFlowError) {
        switch self {
        case .load(let value, let subfield): try Self.putLoad(value, subfield, to: &bytes)
        case .move(let source, let destination): try Self.putMove(source, destination, to: &bytes)
        case .resubmit(let port, let table): try Self.putResubmit(port, table, to: &bytes)
        case .conntrack(let conntrack): try conntrack.append(to: &bytes)
        case .learn(let learn): try learn.append(to: &bytes)
        case .finTimeout(let idle, let hard): Self.putFinTimeout(idle, hard, to: &bytes)
        case .clone(let actions): try Self.putClone(actions, to: &bytes)
        case .encap(let encapsulation): encapsulation.append(to: &bytes)
        case .decap(let type): Self.putDecap(type, to: &bytes)
        case .controller(let controller): controller.append(to: &bytes)
        case .decrementNSHTTL: Self.putVoid(NiciraActionType.decrementNSHTTL, to: &bytes)
        default: Self.putVoid(NiciraActionType.clearConntrack, to: &bytes)
        }
    }

    /// An action that says nothing but its name.
    private static func putVoid(_ subtype: UInt16, to bytes: inout [UInt8]) {
        putHeader(subtype, length: 16, to: &bytes)
        bytes.putZeros(6)
    }

    private static func putFinTimeout(_ idle: UInt16, _ hard: UInt16, to bytes: inout [UInt8]) {
        putHeader(NiciraActionType.finTimeout, length: 16, to: &bytes)
        bytes.put(idle)
        bytes.put(hard)
        bytes.putZeros(2)
    }

    private static func putClone(_ actions: [Action], to bytes: inout [UInt8]) throws(OpenFlowError) {
        let start = bytes.count
        putHeader(NiciraActionType.clone, length: 0, to: &bytes)
        bytes.putZeros(6)
        try append(actions, to: &bytes)
        bytes.patchLength(at: start + 2, from: start)
    }

    private static func putDecap(_ type: PacketType, to bytes: inout [UInt8]) {
        putHeader(NiciraActionType.decap, length: 16, to: &bytes)
        bytes.putZeros(2)
        bytes.put(type.rawValue)
    }

    /// Ten bytes: type, length, experimenter, subtype.
    static func putHeader(_ subtype: UInt16, length: UInt16, to bytes: inout [UInt8]) {
        bytes.put(ActionType.experimenter)
        bytes.put(length)
        bytes.put(Experimenter.nicira)
        bytes.put(subtype)
    }

    static func putMaskedSet(_ field: MatchField, to bytes: inout [UInt8]) {
        let start = bytes.count
        putHeader(NiciraActionType.maskedSet, length: 0, to: &bytes)
        bytes.putZeros(6)
        field.append(to: &bytes)
        bytes.padToEight(from: start)
        bytes.patchLength(at: start + 2, from: start)
    }

    private static func putLoad(
        _ value: UInt64, _ subfield: Subfield, to bytes: inout [UInt8]
    ) throws(OpenFlowError) {
        guard subfield.width <= 64 else {
            throw OpenFlowError(.badAction, "load writes at most 64 bits of \(subfield.field.name); use set-field")
        }
        guard subfield.field.experimenter == 0 else {
            throw OpenFlowError(.badAction, "load cannot name \(subfield.field.name); use set-field")
        }
        guard subfield.width == 64 || value >> UInt64(subfield.width) == 0 else {
            throw OpenFlowError(.badValue, "\(value) does not fit \(subfield.width) bits of \(subfield.field.name)")
        }
        putHeader(NiciraActionType.load, length: 24, to: &bytes)
        bytes.put(subfield.packed)
        bytes.put(subfield.field.header)
        bytes.put(value)
    }

    private static func putMove(
        _ source: Subfield, _ destination: Subfield, to bytes: inout [UInt8]
    ) throws(OpenFlowError) {
        guard source.width == destination.width else {
            throw OpenFlowError(.badAction, "move between \(source.width) and \(destination.width) bits")
        }
        let start = bytes.count
        putHeader(NiciraActionType.move, length: 0, to: &bytes)
        bytes.put(UInt16(source.width))
        bytes.put(UInt16(source.offset))
        bytes.put(UInt16(destination.offset))
        source.field.appendHeader(to: &bytes)
        destination.field.appendHeader(to: &bytes)
        bytes.padToEight(from: start)
        bytes.patchLength(at: start + 2, from: start)
    }

    private static func putResubmit(
        _ port: PortNumber?, _ table: TableID?, to bytes: inout [UInt8]
    ) throws(OpenFlowError) {
        let port = try (port ?? .inPort).short()
        putHeader(
            table == nil ? NiciraActionType.resubmit : NiciraActionType.resubmitTable, length: 16, to: &bytes)
        bytes.put(port)
        bytes.put(table?.rawValue ?? 0)
        bytes.putZeros(3)
    }
}

extension Subfield {
    /// Offset and width as Nicira's actions pack them: ten bits and six bits, the width less one.
    var packed: UInt16 { UInt16(offset) << 6 | UInt16(width &- 1) & 0x3F }
}

extension PortNumber {
    /// The 16-bit number that OpenFlow 1.0 would use, which Nicira's resubmit still does.
    func short() throws(OpenFlowError) -> UInt16 {
        guard rawValue < 0xFF00 || rawValue >= 0xFFFF_FFF8 else {
            throw OpenFlowError(.badPort, "resubmit cannot name port \(rawValue), which has more than 16 bits")
        }
        return UInt16(truncatingIfNeeded: rawValue)
    }

    /// The port of a 16-bit number; `nil` for numbers that OpenFlow 1.0 leaves unused.
    init?(short: UInt16) {
        switch short {
        case ..<0xFF00: self.init(rawValue: UInt32(short))
        case 0xFFF8...: self.init(rawValue: 0xFFFF_0000 | UInt32(short))
        default: return nil
        }
    }
}
