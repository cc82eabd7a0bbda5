import NetworkTypes
import TestSupport
import Testing

@Suite("Prefix arithmetic")
struct IPPrefixTests {
    @Test("A prefix contains exactly the addresses whose leading bits are its own", arguments: [11, 12] as [UInt64])
    func containment(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let family: AddressFamily = random.chance(0.5) ? .ipv4 : .ipv6
            let address = IPAddress(family: family, bits: bits(&random))
            let length = Int.random(in: 0...family.width, using: &random)
            let prefix = try #require(IPPrefix(address, length: length))
            #expect(prefix.contains(address))
            #expect(prefix.contains(prefix.address))
            guard length > 0 else { continue }
            let outside = IPAddress(family: family, bits: address.bits ^ (1 << UInt128(family.width - length)))
            #expect(!prefix.contains(outside), "\(prefix) \(outside), seed \(seed)")
        }
    }

    @Test(
        "Overlap is symmetric and agrees with comparing the shorter number of leading bits",
        arguments: [21, 22] as [UInt64])
    func overlap(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let a = try #require(
                IPPrefix(.v4(IPv4Address(rawValue: few(&random))), length: Int.random(in: 0...32, using: &random)))
            let b = try #require(
                IPPrefix(.v4(IPv4Address(rawValue: few(&random))), length: Int.random(in: 0...32, using: &random)))
            let length = min(a.length, b.length)
            let expected = leading(a, length) == leading(b, length)
            #expect(a.overlaps(b) == expected, "\(a) \(b), seed \(seed)")
            #expect(b.overlaps(a) == expected)
        }
    }

    @Test("Families never meet, and the whole family holds everything of its own")
    func families() throws {
        let all4 = IPPrefix(all: .ipv4), all6 = IPPrefix(all: .ipv6)
        #expect(!all4.overlaps(all6))
        #expect(all6.contains(.v6(IPv6Address(rawValue: .max))))
        #expect(!all6.contains(.v4(IPv4Address(1, 2, 3, 4))))
        #expect(all4.mask == 0 && IPPrefix(host: .v6(IPv6Address(rawValue: 1))).mask == .max)
        #expect(IPPrefix(.v4(IPv4Address(1, 2, 3, 4)), length: 33) == nil)
        #expect(IPPrefix(.v4(IPv4Address(1, 2, 3, 4)), length: -1) == nil)
    }

    private func leading(_ prefix: IPPrefix, _ length: Int) -> String {
        let digits = String(prefix.address.bits, radix: 2)
        return String((String(repeating: "0", count: 32 - digits.count) + digits).prefix(length))
    }

    private func bits(_ random: inout SeededGenerator) -> UInt128 {
        UInt128.random(in: 0...UInt128.max, using: &random)
    }

    /// Addresses out of a few, so that overlaps are frequent.
    private func few(_ random: inout SeededGenerator) -> UInt32 {
        UInt32.random(in: 0...7, using: &random) << 29 | UInt32.random(in: 0...7, using: &random)
    }
}
