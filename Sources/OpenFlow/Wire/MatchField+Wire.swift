/// One OXM entry: header, value and perhaps mask (OpenFlow 1.3.5 § 7.2.3.2).
extension MatchField {
    func append(to bytes: inout [UInt8]) {
        let width = field.byteCount
        bytes.put(field.header(length: mask == nil ? width : 2 * width, hasMask: mask != nil))
        if field.experimenter != 0 { bytes.put(field.experimenter) }
        bytes.put(value, byteCount: width)
        if let mask { bytes.put(mask, byteCount: width) }
    }

    /// Reads value and mask behind a header that named `field`.
    init(
        _ field: OXMField, hasMask: Bool, length: Int, _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) {
        let start = cursor.offset
        let width = field.byteCount
        if hasMask, !field.isMaskable {
            throw OpenFlowError(.badMask, "\(field.name) takes no mask", offset: start)
        }
        guard length == (hasMask ? 2 * width : width) else {
            throw OpenFlowError(.badLength, "\(field.name) cannot have a length of \(length)", offset: start)
        }
        let value = try cursor.number(bytes, byteCount: width)
        guard value & ~field.fullMask == 0 else {
            throw OpenFlowError(.badValue, "\(field.name) holds only \(field.bits) bits", offset: start)
        }
        guard hasMask else {
            self.init(field, value)
            return
        }
        let mask = try Self.mask(of: field, bytes, &cursor)
        guard value & ~mask == 0 else {
            throw OpenFlowError(.badWildcards, "\(field.name) has bits outside its mask", offset: start)
        }
        self.init(field, value, mask: mask)
    }

    /// All ones in the whole of the bytes count as exact even where the field is narrower.
    private static func mask(
        of field: OXMField, _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) -> UInt128 {
        let start = cursor.offset
        let mask = try cursor.number(bytes, byteCount: field.byteCount)
        let ones = UInt128.max >> UInt128(128 - 8 * field.byteCount)
        guard mask & ~field.fullMask == 0 || mask == ones else {
            throw OpenFlowError(.badMask, "a mask of \(field.name) has only \(field.bits) bits", offset: start)
        }
        return mask
    }
}

extension OXMField {
    /// Class, number, mask bit and the length of what follows, an experimenter's number included.
    func header(length: Int, hasMask: Bool) -> UInt32 {
        let total = experimenter == 0 ? length : length + 4
        return UInt32(oxmClass) << 16 | UInt32(number & 0x7F) << 9 | (hasMask ? 0x100 : 0)
            | UInt32(UInt8(truncatingIfNeeded: total))
    }

    /// The header of the field on its own, as actions name it; of an experimenter's field only the first half.
    var header: UInt32 { header(length: byteCount, hasMask: false) }
}
