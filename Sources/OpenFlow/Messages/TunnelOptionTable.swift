/// Which option of a Geneve tunnel (RFC 8926 § 3.5) is which field `tun_metadata0` to `tun_metadata63` (Nicira's
/// `NXT_TLV_TABLE_MOD`, ovs-fields(7), "Geneve").
///
/// ```swift
/// let option = TunnelOptionMapping(optionClass: 0x0102, type: 0x80, length: 4, index: 0)
/// Message(1, .tunnelOptionMod(TunnelOptionMod(.add, [option])))
/// ```
public struct TunnelOptionMapping: Hashable, Sendable {
    public var optionClass: UInt16
    public var type: UInt8
    /// The length of the value in bytes, a multiple of four.
    public var length: UInt8
    /// The field, 0...63.
    public var index: UInt16

    public init(optionClass: UInt16, type: UInt8, length: UInt8, index: UInt16) {
        self.optionClass = optionClass
        self.type = type
        self.length = length
        self.index = index
    }
}

/// A change of the table; rules that use a field must not be there while its option changes.
public struct TunnelOptionMod: Hashable, Sendable {
    public var command: Command
    public var mappings: [TunnelOptionMapping]

    public init(_ command: Command, _ mappings: [TunnelOptionMapping] = []) {
        self.command = command
        self.mappings = mappings
    }

    /// `NXTTMC_*`.
    public struct Command: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let add = Command(rawValue: 0)
        public static let delete = Command(rawValue: 1)
        public static let clear = Command(rawValue: 2)
    }
}

/// What a switch says of its table.
public struct TunnelOptionTable: Hashable, Sendable {
    /// Bytes that all options together may have.
    public var maximumSpace: UInt32
    public var maximumFields: UInt16
    public var mappings: [TunnelOptionMapping]

    public init(maximumSpace: UInt32 = 256, maximumFields: UInt16 = 64, mappings: [TunnelOptionMapping] = []) {
        self.maximumSpace = maximumSpace
        self.maximumFields = maximumFields
        self.mappings = mappings
    }
}
