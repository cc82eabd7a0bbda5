internal import NetworkTypes

/// Bytes to Nicira's actions. What names a field that is not known here is kept as it came.
extension Action {
    static func experimenter(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int, _ nesting: ActionNesting
    ) throws(OpenFlowError) -> Action {
        let whole = cursor
        let experimenter = try cursor.uint32(bytes)
        if experimenter == Experimenter.nicira, cursor.remaining >= 8 {
            let subtype = try cursor.uint16(bytes)
            if let action = try nicira(subtype, bytes, &cursor, start, nesting) { return action }
        }
        cursor = whole
        return .unknown(type: ActionType.experimenter, body: try cursor.rest(bytes))
    }

    private static func nicira(
        _ subtype: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int, _ nesting: ActionNesting
    ) throws(OpenFlowError) -> Action? {
        switch subtype {
        case NiciraActionType.resubmit: return try resubmit(bytes, &cursor, start, hasTable: false)
        case NiciraActionType.resubmitTable: return try resubmit(bytes, &cursor, start, hasTable: true)
        case NiciraActionType.load: return try load(bytes, &cursor, start)
        case NiciraActionType.move: return try move(bytes, &cursor, start)
        case NiciraActionType.maskedSet: return try maskedSet(bytes, &cursor, start)
        case NiciraActionType.conntrack: return try ConntrackAction.decode(bytes, &cursor, start, nesting)
        case NiciraActionType.clearConntrack:
            try cursor.skip(6)
            return .clearConntrack
        default: return try niciraExtension(subtype, bytes, &cursor, start, nesting)
        }
    }

    private static func niciraExtension(
        _ subtype: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int, _ nesting: ActionNesting
    ) throws(OpenFlowError) -> Action? {
        switch subtype {
        case NiciraActionType.learn: return try LearnAction.decode(bytes, &cursor, start, isSecondForm: false)
        case NiciraActionType.learn2: return try LearnAction.decode(bytes, &cursor, start, isSecondForm: true)
        case NiciraActionType.finTimeout:
            let idle = try cursor.uint16(bytes), hard = try cursor.uint16(bytes)
            try cursor.skip(2)
            return .finTimeout(idle: idle, hard: hard)
        case NiciraActionType.clone:
            try cursor.skip(6)
            return .clone(try list(bytes, &cursor, try nesting.entering(start)))
        case NiciraActionType.encap: return try Encapsulation.decode(bytes, &cursor, start)
        case NiciraActionType.decap:
            try cursor.skip(2)
            return .decap(PacketType(rawValue: try cursor.uint32(bytes)))
        case NiciraActionType.decrementNSHTTL:
            try cursor.skip(6)
            return .decrementNSHTTL
        case NiciraActionType.controller: return try ControllerAction.decode(bytes, &cursor, start)
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
        guard let source = try OXMField.unmasked(bytes, &cursor),
            let destination = try OXMField.unmasked(bytes, &cursor)
        else { return nil }
        try cursor.skipZeros(bytes, upTo: 7)
        return .move(
            try Subfield(source, from, width, start), try Subfield(destination, to, width, start))
    }

    /// An exact one would come back as a set-field of another length, and so is kept as it came.
    private static func maskedSet(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        try cursor.skip(6)
        let header = try OXMHeader(bytes, &cursor)
        guard header.hasMask, let field = header.field else { return nil }
        let read = cursor.offset - start
        guard cursor.remaining == (header.length + read + 7) / 8 * 8 - read else {
            throw OpenFlowError(.badLength, "a set-field action holds exactly one field", offset: start)
        }
        let value = try MatchField(field, hasMask: true, length: header.length, bytes, &cursor)
        guard value.mask != nil else { return nil }
        try cursor.skip(cursor.remaining)
        return .setField(value)
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
