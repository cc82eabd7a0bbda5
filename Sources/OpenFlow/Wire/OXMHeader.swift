/// What stands in front of a value: class, number, mask bit, length, and for the class of experimenters whose it is
/// (OpenFlow 1.3.5 § 7.2.3.2, § 7.2.3.9).
struct OXMHeader {
    /// `nil` where the field is not known here.
    let field: OXMField?
    let hasMask: Bool
    /// The bytes of value and mask together, the experimenter's number not counted.
    let length: Int

    static let experimenterClass: UInt16 = 0xFFFF

    /// Reads four bytes, or eight for a known field of an experimenter.
    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let header = try cursor.uint32(bytes)
        let oxmClass = UInt16(truncatingIfNeeded: header >> 16), number = UInt8(truncatingIfNeeded: header >> 9 & 0x7F)
        hasMask = header & 0x100 != 0
        let total = Int(header & 0xFF)
        guard oxmClass == Self.experimenterClass else {
            length = total
            field = OXMField.known(oxmClass: oxmClass, number: number)?.sized(hasMask ? total / 2 : total)
            return
        }
        var peek = cursor
        guard total >= 4, let experimenter = try? peek.uint32(bytes),
            let known = OXMField.known(oxmClass: oxmClass, number: number, experimenter: experimenter)
        else {
            length = total
            field = nil
            return
        }
        cursor = peek
        length = total - 4
        field = known
    }
}

extension OXMField {
    /// The header of the field on its own, as actions name it: four bytes, or eight for one of an experimenter.
    func appendHeader(to bytes: inout [UInt8]) {
        bytes.put(header)
        if experimenter != 0 { bytes.put(experimenter) }
    }

    /// Reads what ``appendHeader(to:)`` wrote; `nil` where the field is not known or the header not its own.
    static func unmasked(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> OXMField? {
        let header = try OXMHeader(bytes, &cursor)
        guard !header.hasMask, let field = header.field, header.length == field.byteCount else { return nil }
        return field
    }

    /// As ``unmasked(_:_:)``, for a place that has room for four bytes only.
    static func unmasked(_ header: UInt32) -> OXMField? {
        let number = UInt8(truncatingIfNeeded: header >> 9 & 0x7F), oxmClass = UInt16(truncatingIfNeeded: header >> 16)
        let field = known(oxmClass: oxmClass, number: number)?.sized(Int(header & 0xFF))
        return field?.header == header ? field : nil
    }

    /// The field with values of so many bytes, where it has no width of its own; `nil` where it cannot.
    func sized(_ byteCount: Int) -> OXMField? {
        isTunnelMetadata ? .tunnelMetadata(number - Self.firstTunnelMetadata, byteCount: byteCount) : self
    }
}
