/// `NXAST_ENCAP`: the header's size, which nobody uses, the packet type, properties (Open vSwitch, `ofp-ed-props.h`).
extension Encapsulation {
    private static let nshClass: UInt16 = 4
    private static let metadataProperty: UInt8 = 1

    func append(to bytes: inout [UInt8]) {
        Action.putHeader(NiciraActionType.encap, length: metadataType == nil ? 16 : 24, to: &bytes)
        bytes.putZeros(2)
        bytes.put(packetType.rawValue)
        guard let metadataType else { return }
        bytes.put(Self.nshClass)
        bytes.put(Self.metadataProperty)
        bytes.put(UInt8(5))
        bytes.put(metadataType)
        bytes.putZeros(3)
    }

    /// Reads what follows the subtype; `nil` where it has other properties.
    static func decode(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        let size = try cursor.uint16(bytes)
        var result = Encapsulation(PacketType(rawValue: try cursor.uint32(bytes)))
        guard size == 0 else { return nil }
        if cursor.isAtEnd { return .encap(result) }
        let propertyClass = try cursor.uint16(bytes), property = try cursor.uint8(bytes)
        let length = try cursor.uint8(bytes)
        guard length >= 4, Int(length) - 4 <= cursor.remaining else {
            throw OpenFlowError(.badLength, "an encap property of \(length) bytes", offset: start + 16)
        }
        guard propertyClass == nshClass, property == metadataProperty, length == 5, cursor.remaining == 4 else {
            return nil
        }
        result.metadataType = try cursor.uint8(bytes)
        try cursor.skip(3)
        return .encap(result)
    }
}
