internal import NetworkTypes

/// The Internet checksum (RFC 1071).
struct InternetChecksum {
    private var sum: UInt64 = 0

    init(_ bytes: ArraySlice<UInt8>) {
        var isHigh = true
        for byte in bytes {
            sum &+= isHigh ? UInt64(byte) << 8 : UInt64(byte)
            isHigh.toggle()
        }
    }

    /// Adds addresses, protocol and length (RFC 9293 § 3.1, RFC 8200 § 8.1).
    mutating func addPseudoHeader(_ ip: IPHeader, length: Int) {
        for bits in [ip.source.bits, ip.destination.bits] {
            for shift in stride(from: UInt128(0), to: 128, by: 16) { sum &+= UInt64(bits >> shift & 0xFFFF) }
        }
        sum &+= UInt64(ip.transport.rawValue) &+ UInt64(truncatingIfNeeded: length)
    }

    /// The complement of the folded sum.
    var value: UInt16 {
        var folded = sum
        while folded > 0xFFFF { folded = (folded & 0xFFFF) &+ (folded >> 16) }
        return ~UInt16(truncatingIfNeeded: folded)
    }
}
