/// What a packet carries, as a number that stays the same when headers are rewritten.
public struct PayloadFingerprint: Hashable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The fingerprint of a payload of which the first bytes are known (FNV-1a with the length in front).
    ///
    /// - Parameter length: of the whole payload; `nil` for nothing carried.
    public init?(_ bytes: some Sequence<UInt8>, length: Int) {
        guard length > 0 else { return nil }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for shift in stride(from: 0, to: 32, by: 8) {
            Self.mix(UInt8(truncatingIfNeeded: length >> shift), into: &hash)
        }
        for byte in bytes { Self.mix(byte, into: &hash) }
        rawValue = hash
    }

    private static func mix(_ byte: UInt8, into hash: inout UInt64) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}
