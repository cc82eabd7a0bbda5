/// A header or metadata field as OXM names it: class, field number and width (OpenFlow 1.3.5 § 7.2.3.2).
///
/// The catalogue below holds what this target knows by name; a field that it does not know still travels
/// as ``RawOXM``.
public struct OXMField: Hashable, Sendable {
    /// `OFPXMC_*`: 0x8000 is OpenFlow basic, 0 and 1 are Nicira's, 0xFFFF is for experimenters.
    public let oxmClass: UInt16
    /// Whose field it is, in class 0xFFFF; 0 in the others.
    public let experimenter: UInt32
    /// The field number within the class, 0...127.
    public let number: UInt8
    /// The width of the value in bits; the wire rounds up to whole bytes.
    public let bits: UInt8
    /// True where a mask is allowed.
    public let isMaskable: Bool
    /// The specification's name in lower case (`ipv4_src`), which is also the contract's and the text form's.
    public let name: StaticName

    public init(
        oxmClass: UInt16, number: UInt8, bits: UInt8, isMaskable: Bool, name: StaticString, experimenter: UInt32 = 0
    ) {
        self.oxmClass = oxmClass
        self.experimenter = experimenter
        self.number = number
        self.bits = bits
        self.isMaskable = isMaskable
        self.name = StaticName(name)
    }

    /// The width of the value on the wire: whole bytes, and four of them for labels of 20 bits and service paths of 24.
    public var byteCount: Int { bits == 20 || isServicePath ? 4 : (Int(bits) + 7) / 8 }

    /// Ones in every bit of the field.
    public var fullMask: UInt128 { bits >= 128 ? .max : (1 << UInt128(bits)) - 1 }

    /// Two fields are one where class, number and experimenter agree; the width of tunnel metadata does not count.
    public static func == (a: OXMField, b: OXMField) -> Bool {
        a.oxmClass == b.oxmClass && a.number == b.number && a.experimenter == b.experimenter
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(UInt32(oxmClass) << 8 | UInt32(number))
    }
}

extension OXMField: Comparable {
    public static func < (a: OXMField, b: OXMField) -> Bool {
        (a.oxmClass, a.number) < (b.oxmClass, b.number)
    }
}

/// A name that costs no allocation to keep.
public struct StaticName: Sendable, CustomStringConvertible {
    private let text: StaticString

    init(_ text: StaticString) { self.text = text }

    public var description: String { text.description }
}
