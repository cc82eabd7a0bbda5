/// Headers that agree in some bits and are free in all others (Kazemian et al., NSDI 2012, § 3.1, "wildcard expression").
///
/// ```swift
/// var web = TernaryCube.all
/// web.restrict(.transport, to: 6)
/// web.restrict(.destinationPort, to: 80)
/// web.contains(ConcreteHeader(flow))
/// ```
///
/// A cube is never empty: what would be is `nil`, or an empty ``HeaderSet``.
public struct TernaryCube: Hashable, Sendable {
    /// The bits that are fixed.
    var mask = HeaderBits.zero
    /// What they are; zero where nothing is fixed.
    var value = HeaderBits.zero

    /// Every header.
    public static let all = TernaryCube()

    /// The cube that holds one header.
    public init(_ header: ConcreteHeader) {
        value = header.bits
        for field in PacketField.allCases { mask[field] = field.fullMask }
    }

    init() {}

    init(value: HeaderBits, mask: HeaderBits) {
        self.value = value & mask
        self.mask = mask
    }

    /// Which bits of a field are fixed, and to what.
    public subscript(field: PacketField) -> (value: UInt128, mask: UInt128) { (value[field], mask[field]) }

    /// The value of a field of which every bit is fixed.
    public func exactValue(of field: PacketField) -> UInt128? {
        mask[field] == field.fullMask ? value[field] : nil
    }

    /// True where no bit of the field is fixed.
    public func isFree(_ field: PacketField) -> Bool { mask[field] == 0 }

    /// Keeps the headers whose field has the given value in the bits of the mask.
    ///
    /// - Returns: false where none has, and the cube stays as it was.
    @discardableResult
    public mutating func restrict(_ field: PacketField, to wanted: UInt128, mask wantedMask: UInt128 = .max) -> Bool {
        let wantedMask = wantedMask & field.fullMask
        guard (value[field] ^ wanted) & mask[field] & wantedMask == 0 else { return false }
        value[field] = value[field] | wanted & wantedMask
        mask[field] = mask[field] | wantedMask
        return true
    }

    public func contains(_ header: ConcreteHeader) -> Bool { ((header.bits ^ value) & mask).isZero }

    /// One of the headers: what is free is zero.
    public var witness: ConcreteHeader { ConcreteHeader(bits: value) }

    /// How many bits are fixed.
    public var fixedBitCount: Int { mask.bitCount }
}

extension TernaryCube: CustomStringConvertible {
    /// The fields that are not free, `destinationPort=0x50/0xffff transport=0x6/0xff`.
    public var description: String {
        let parts = PacketField.allCases.filter { !isFree($0) }.map { field in
            let (value, mask) = self[field]
            let text = "\(field)=0x\(String(value, radix: 16))"
            return mask == field.fullMask ? text : text + "/0x\(String(mask, radix: 16))"
        }
        return parts.isEmpty ? "all" : parts.joined(separator: " ")
    }
}
