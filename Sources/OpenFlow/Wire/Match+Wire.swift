/// The match structure: type, length, OXM entries, zeros up to a multiple of eight (OpenFlow 1.3.5 § 7.2.3.1).
extension Match {
    /// `OFPMT_OXM`.
    private static let oxmType: UInt16 = 1

    func append(to bytes: inout [UInt8], inOrder: Bool = true) {
        let start = bytes.count
        bytes.put(Self.oxmType)
        bytes.put(UInt16(0))
        var next = 0
        for (index, field) in (inOrder ? inWireOrder : fields).enumerated() {
            while next < unknown.count, next < unknownPositions.count, unknownPositions[next] <= index {
                unknown[next].append(to: &bytes)
                next += 1
            }
            field.append(to: &bytes)
        }
        for entry in unknown[next...] { entry.append(to: &bytes) }
        bytes.patchLength(at: start + 2, from: start)
        bytes.padToEight(from: start)
    }

    /// Reads a match; a packet-in's need not fulfil prerequisites, for it tells about a packet.
    init(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, checksPrerequisites: Bool = true
    ) throws(OpenFlowError) {
        self.init([])
        let start = cursor.offset
        let type = try cursor.uint16(bytes)
        guard type == Self.oxmType else {
            throw OpenFlowError(.badMatchType, "match type \(type) instead of 1, OXM", offset: start)
        }
        let length = Int(try cursor.uint16(bytes))
        guard length >= 4 else {
            throw OpenFlowError(.badLength, "a match of \(length) bytes", offset: start + 2)
        }
        let outer = try cursor.enter(length - 4)
        var seen = SeenFields()
        while !cursor.isAtEnd {
            try readEntry(bytes, &cursor, &seen, checksPrerequisites)
        }
        try cursor.leave(outer)
        try cursor.skip((8 - length & 7) & 7)
    }

    private mutating func readEntry(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ seen: inout SeenFields, _ checksPrerequisites: Bool
    ) throws(OpenFlowError) {
        let start = cursor
        let header = try OXMHeader(bytes, &cursor)
        guard let field = header.field else {
            cursor = start
            unknownPositions.append(fields.count)
            unknown.append(try RawOXM(bytes, &cursor))
            return
        }
        if checksPrerequisites, !allows(field) {
            throw OpenFlowError(
                .badPrerequisite, "\(field.name) lacks the fields it depends on", offset: start.offset)
        }
        guard seen.insert(field) else {
            throw OpenFlowError(.duplicateField, "\(field.name) occurs twice", offset: start.offset)
        }
        fields.append(try MatchField(field, hasMask: header.hasMask, length: header.length, bytes, &cursor))
    }
}

extension RawOXM {
    fileprivate func append(to bytes: inout [UInt8]) {
        bytes.put(header)
        bytes.append(contentsOf: payload)
    }

    fileprivate init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let header = try cursor.uint32(bytes)
        self.init(header: header, payload: try cursor.array(bytes, count: Int(header & 0xFF)))
    }
}

/// The fields that a match has had so far, a bit each, so that a hostile match costs no more than its length.
private struct SeenFields {
    private var open: UInt128 = 0
    private var nicira: UInt128 = 0
    private var basic: UInt128 = 0
    private var ericsson: UInt128 = 0
    private var experimental: UInt128 = 0

    /// False where the field was there already.
    mutating func insert(_ field: OXMField) -> Bool {
        let bit: UInt128 = 1 << UInt128(field.number & 0x7F)
        switch field.oxmClass {
        case 0: return Self.set(bit, in: &open)
        case 1: return Self.set(bit, in: &nicira)
        case 0x1000: return Self.set(bit, in: &ericsson)
        case OXMHeader.experimenterClass: return Self.set(bit, in: &experimental)
        default: return Self.set(bit, in: &basic)
        }
    }

    private static func set(_ bit: UInt128, in word: inout UInt128) -> Bool {
        guard word & bit == 0 else { return false }
        word |= bit
        return true
    }
}
