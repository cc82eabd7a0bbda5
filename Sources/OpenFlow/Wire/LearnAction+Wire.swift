/// `NXAST_LEARN` and `NXAST_LEARN2` (ovs-actions(7), "The learn action").
extension LearnAction {
    private static let writeResult: UInt16 = 1 << 2

    private var needsSecondForm: Bool { limit != 0 || result != nil }

    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        let start = bytes.count
        guard table != .all else { throw OpenFlowError(.badTable, "learn into table 255, which does not exist") }
        guard result?.width ?? 1 == 1 else { throw OpenFlowError(.badAction, "the result of learn is a single bit") }
        Action.putHeader(needsSecondForm ? NiciraActionType.learn2 : NiciraActionType.learn, length: 0, to: &bytes)
        for number in [idleTimeout, hardTimeout, priority] { bytes.put(number) }
        bytes.put(cookie.rawValue)
        bytes.put(flags.rawValue | (result == nil ? 0 : Self.writeResult))
        bytes.put(table.rawValue)
        bytes.putZeros(1)
        bytes.put(finIdleTimeout)
        bytes.put(finHardTimeout)
        if needsSecondForm { putSecondPart(to: &bytes) }
        for specification in specifications { try specification.append(to: &bytes) }
        bytes.padToEight(from: start)
        bytes.patchLength(at: start + 2, from: start)
    }

    private func putSecondPart(to bytes: inout [UInt8]) {
        bytes.put(limit)
        bytes.put(UInt16(result?.offset ?? 0))
        bytes.putZeros(2)
        if let result { result.field.appendHeader(to: &bytes) }
    }

    /// Reads what follows the subtype; `nil` where it names a field that is not known.
    static func decode(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int, isSecondForm: Bool
    ) throws(OpenFlowError) -> Action? {
        var learn = LearnAction(
            table: 0, idleTimeout: try cursor.uint16(bytes), hardTimeout: try cursor.uint16(bytes),
            priority: try cursor.uint16(bytes), cookie: Cookie(rawValue: try cursor.uint64(bytes)), [])
        let flags = try cursor.uint16(bytes)
        learn.flags = Flags(rawValue: flags & 3)
        learn.table = TableID(rawValue: try cursor.uint8(bytes))
        let padding = try cursor.uint8(bytes)
        learn.finIdleTimeout = try cursor.uint16(bytes)
        learn.finHardTimeout = try cursor.uint16(bytes)
        let known: UInt16 = isSecondForm ? 7 : 3
        guard padding == 0, flags & ~known == 0, learn.table != .all else {
            throw OpenFlowError(.badAction, "learn with flags \(flags) into table \(learn.table)", offset: start)
        }
        if isSecondForm {
            let writes = flags & writeResult != 0
            guard try learn.readSecondPart(writes: writes, bytes, &cursor, start) else { return nil }
        }
        return try learn.readSpecifications(bytes, &cursor, start) ? .learn(learn) : nil
    }

    private mutating func readSecondPart(
        writes: Bool, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Bool {
        limit = try cursor.uint32(bytes)
        let offset = Int(try cursor.uint16(bytes))
        let padding = try cursor.uint16(bytes)
        guard padding == 0, writes || offset == 0 else {
            throw OpenFlowError(.badAction, "learn with a place for its result but no field", offset: start)
        }
        guard writes else { return true }
        guard let field = try OXMField.unmasked(bytes, &cursor) else { return false }
        result = try Subfield(field, offset, 1, start)
        return true
    }

    /// Zeros end the list; false where a field is not known.
    private mutating func readSpecifications(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Bool {
        while cursor.remaining >= 2 {
            let header = try cursor.uint16(bytes)
            if header == 0 { break }
            guard let next = try Specification(header, bytes, &cursor, start) else { return false }
            specifications.append(next)
        }
        for _ in 0..<cursor.remaining where try cursor.uint8(bytes) != 0 {
            throw OpenFlowError(.badAction, "bytes behind the end of what is learned", offset: start)
        }
        return true
    }
}

extension LearnAction.Specification {
    private static let widthBits: UInt16 = 0x3FF
    private static let immediateBit: UInt16 = 1 << 13
    private static let load: UInt16 = 1
    private static let output: UInt16 = 2

    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        guard let width else {
            throw OpenFlowError(.badAction, "learn from \(source) to \(destination): the widths do not agree")
        }
        bytes.put(UInt16(width) | kind << 11 | (isImmediate ? Self.immediateBit : 0))
        switch source {
        case .field(let subfield): Self.put(subfield, to: &bytes)
        case .immediate(let value): bytes.put(value, byteCount: (Int(width) + 15) / 16 * 2)
        }
        switch destination {
        case .match(let subfield), .load(let subfield): Self.put(subfield, to: &bytes)
        case .output: break
        }
    }

    private var kind: UInt16 {
        switch destination {
        case .match: 0
        case .load: Self.load
        case .output: Self.output
        }
    }

    private var isImmediate: Bool { if case .immediate = source { true } else { false } }

    private static func put(_ subfield: Subfield, to bytes: inout [UInt8]) {
        bytes.put(subfield.field.header)
        bytes.put(UInt16(subfield.offset))
    }

    fileprivate init?(
        _ header: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) {
        let width = Int(header & Self.widthBits), kind = header >> 11 & 3, isImmediate = header & Self.immediateBit != 0
        guard header & 0xC400 == 0, kind <= Self.output, kind != Self.output || !isImmediate, width > 0 else {
            throw OpenFlowError(.badAction, "learn does not know \(header)", offset: cursor.offset - 2)
        }
        guard width <= 128 else { return nil }
        if isImmediate {
            let value = try cursor.number(bytes, byteCount: (width + 15) / 16 * 2)
            guard width == 128 || value >> UInt128(width) == 0 else {
                throw OpenFlowError(.badValue, "learn of more than \(width) bits", offset: cursor.offset)
            }
            source = .immediate(value)
        } else {
            guard let from = try Self.subfield(width, bytes, &cursor, start) else { return nil }
            source = .field(from)
        }
        destination = .output
        guard kind != Self.output else { return }
        guard let target = try Self.subfield(width, bytes, &cursor, start) else { return nil }
        destination = kind == Self.load ? .load(target) : .match(target)
    }

    private static func subfield(
        _ width: Int, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Subfield? {
        guard let field = OXMField.unmasked(try cursor.uint32(bytes)) else { return nil }
        return try Subfield(field, Int(try cursor.uint16(bytes)), width, start)
    }
}
