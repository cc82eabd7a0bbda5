internal import NetworkTypes

/// A hash that is the same in every run, which Swift's own is not.
struct DeterministicHash {
    private(set) var value: UInt64

    init(seed: UInt64) { value = Self.mix(seed) }

    mutating func add(_ word: UInt64) { value = Self.mix(value ^ word) }

    mutating func add(_ flow: FiveTuple) {
        for bits in [flow.source.bits, flow.destination.bits] {
            add(UInt64(truncatingIfNeeded: bits >> 64))
            add(UInt64(truncatingIfNeeded: bits))
        }
        let ports = UInt64(flow.sourcePort.rawValue) << 16 | UInt64(flow.destinationPort.rawValue)
        add(UInt64(flow.transport.rawValue) << 32 | ports)
    }

    /// SplitMix64's finaliser: every input bit changes about half of the output bits.
    static func mix(_ word: UInt64) -> UInt64 {
        var z = word &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
