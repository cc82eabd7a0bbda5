internal import NetworkTypes

/// Bytes to Nicira's actions. What names a field that is not known here is kept as it came.
extension Action {
    static func experimenter(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int, _ insideConntrack: Bool
    ) throws(OpenFlowError) -> Action {
        let whole = cursor
        let experimenter = try cursor.uint32(bytes)
        if experimenter == Experimenter.nicira, cursor.remaining >= 8 {
            let subtype = try cursor.uint16(bytes)
            if subtype == NiciraActionType.conntrack, insideConntrack {
                throw OpenFlowError(.badAction, "ct inside ct", offset: start)
            }
            if let action = try nicira(subtype, bytes, &cursor, start) { return action }
        }
        cursor = whole
        return .unknown(type: ActionType.experimenter, body: try cursor.rest(bytes))
    }

    private static func nicira(
        _ subtype: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        switch subtype {
        case NiciraActionType.resubmit: return try resubmit(bytes, &cursor, start, hasTable: false)
        case NiciraActionType.resubmitTable: return try resubmit(bytes, &cursor, start, hasTable: true)
        case NiciraActionType.load: return try load(bytes, &cursor, start)
        case NiciraActionType.move: return try move(bytes, &cursor, start)
        case NiciraActionType.maskedSet: return try maskedSet(bytes, &cursor, start)
        case NiciraActionType.conntrack: return try ConntrackAction.decode(bytes, &cursor, start)
        case NiciraActionType.clearConntrack:
            try cursor.skip(6)
            return .clearConntrack
        default: return nil
        }
    }

    private static func resubmit(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int, hasTable: Bool
    ) throws(OpenFlowError) -> Action {
        let number = try cursor.uint16(bytes)
        guard let port = PortNumber(short: number) else {
            throw OpenFlowError(.badPort, "resubmit to port \(number), which cannot exist", offset: start + 10)
        }
        let table = TableID(rawValue: try cursor.uint8(bytes))
        try cursor.skip(3)
        return .resubmit(port: port == .inPort ? nil : port, table: hasTable ? table : nil)
    }

    private static func load(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        let packed = try cursor.uint16(bytes)
        guard let subfield = try Subfield(packed: packed, header: try cursor.uint32(bytes), start) else { return nil }
        let value = try cursor.uint64(bytes)
        guard subfield.width == 64 || value >> UInt64(subfield.width) == 0 else {
            throw OpenFlowError(.badValue, "load of more bits than it writes", offset: start + 16)
        }
        return .load(value, subfield)
    }

    private static func move(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        let width = Int(try cursor.uint16(bytes))
        let from = Int(try cursor.uint16(bytes))
        let to = Int(try cursor.uint16(bytes))
        guard let source = OXMField.unmasked(try cursor.uint32(bytes)),
            let destination = OXMField.unmasked(try cursor.uint32(bytes))
        else { return nil }
        return .move(
            try Subfield(source, from, width, start), try Subfield(destination, to, width, start))
    }

    /// An exact one would come back as a set-field of another length, and so is kept as it came.
    private static func maskedSet(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        try cursor.skip(6)
        let header = try cursor.uint32(bytes)
        let length = Int(header & 0xFF)
        guard header & 0x100 != 0, let field = OXMField.named(by: header) else { return nil }
        guard cursor.remaining == (length + 20 + 7) / 8 * 8 - 20 else {
            throw OpenFlowError(.badLength, "a set-field action holds exactly one field", offset: start)
        }
        let value = try MatchField(field, hasMask: true, length: length, bytes, &cursor)
        guard value.mask != nil else { return nil }
        try cursor.skip(cursor.remaining)
        return .setField(value)
    }
}

extension OXMField {
    /// The field of a header that stands for the field alone; `nil` where it is not known or the header not its own.
    static func unmasked(_ header: UInt32) -> OXMField? {
        guard let field = named(by: header), field.header == header else { return nil }
        return field
    }
}

extension Subfield {
    /// Reads what ``packed`` wrote; `nil` for a field that is not known.
    init?(packed: UInt16, header: UInt32, _ start: Int) throws(OpenFlowError) {
        guard let field = OXMField.unmasked(header) else { return nil }
        try self.init(field, Int(packed >> 6), Int(packed & 0x3F) + 1, start)
    }

    init(_ field: OXMField, _ offset: Int, _ width: Int, _ start: Int) throws(OpenFlowError) {
        guard let low = UInt8(exactly: offset), let bits = UInt8(exactly: width),
            let subfield = Subfield(field, offset: low, width: bits)
        else {
            throw OpenFlowError(.badAction, "\(field.name) has only \(field.bits) bits", offset: start)
        }
        self = subfield
    }
}
