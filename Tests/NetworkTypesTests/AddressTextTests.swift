import NetworkTypes
import TestSupport
import Testing

@Suite("Addresses and prefixes as text")
struct AddressTextTests {
    @Test(
        "IPv4 refuses what is not four plain decimal numbers",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.04", "+1.2.3.4", "1.2.3.-4", "1..2.3",
            " 1.2.3.4",
            "1.2.3.4 ", "1.2.3.4\n", "١.2.3.4", "1.2.3.４", "0x1.2.3.4", "1.2.3.4\u{301}", "....",
        ])
    func ipv4Refuses(text: String) {
        #expect(IPv4Address(text) == nil)
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "IPv6 is written as RFC 5952 recommends",
        arguments: [
            ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),  // § 4.2.3, the first of equal runs
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),  // § 4.2.2, one group alone is not shortened
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),  // § 4.2.3, the longest run
            ("2001:DB8::ABCD", "2001:db8::abcd"),  // § 4.3
            ("0:0:0:0:0:0:0:0", "::"), ("::1", "::1"), ("1::", "1::"), ("fe80::0:1", "fe80::1"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::ffff:c000:201", "::ffff:192.0.2.1"),  // § 5
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ])
    func ipv6Canonical(text: String, canonical: String) {
        #expect(IPv6Address(text)?.description == canonical)
    }

    @Test(
        "IPv6 refuses everything else",
        arguments: [
            "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::+1", "::-1", "::g",
            "fe80::1%eth0",
            "::1.2.3", "::1.2.3.04", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", ":1::", "1::2:", "::１",
            "[::1]",
            "1:2:3:4:5:6:7:8::",
        ])
    func ipv6Refuses(text: String) {
        #expect(IPv6Address(text) == nil)
    }

    @Test("Every address reads back from its text", arguments: [1, 2, 3] as [UInt64])
    func addressesRoundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let v4 = IPv4Address(rawValue: UInt32.random(in: 0...UInt32.max, using: &random))
            #expect(IPv4Address(v4.description) == v4)
            let v6 = IPv6Address(rawValue: sparse(&random))
            #expect(IPv6Address(v6.description) == v6, "\(v6), seed \(seed)")
            #expect(v6.description == v6.description.lowercased())
        }
    }

    /// Random groups with many zeros, so that runs of zeros of each length and place occur.
    private func sparse(_ random: inout SeededGenerator) -> UInt128 {
        (0..<8).reduce(0) { value, _ in
            value << 16 | (random.chance(0.6) ? 0 : UInt128(UInt16.random(in: 0...UInt16.max, using: &random)))
        }
    }

    @Test(
        "Prefixes refuse a length that is missing, signed, padded or too long",
        arguments: [
            "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8/8", "/8", "::/129",
            "::/ 1",
            "10.0.0.0/٨", "10.0.0.0/99999999999999999999", "10.0.0.0 /8",
        ])
    func prefixRefuses(text: String) {
        #expect(IPPrefix(text) == nil)
    }

    @Test("Host bits are cleared, or refused where exactness is asked for")
    func hostBits() {
        #expect(IPPrefix("10.1.2.3/16")?.description == "10.1.0.0/16")
        #expect(IPPrefix(exactly: "10.1.2.3/16") == nil)
        #expect(IPPrefix(exactly: "10.1.0.0/16") == IPPrefix("10.1.0.0/16"))
        #expect(IPPrefix(exactly: "2001:db8::1") == IPPrefix("2001:db8::1/128"))
        #expect(IPPrefix(exactly: "nonsense") == nil)
    }

    @Test(
        "MAC addresses refuse what is not six pairs of digits with one separator",
        arguments: [
            "", "02:00:00:00:00", "02:00:00:00:00:00:01", "2:0:0:0:0:1", "02:00:00:00:00:+1", "02:00:00-00:00:01",
            "0200.0000.0001",
            "02:00:00:00:00:0g", "02:00:00:00:00:001", "٠٢:00:00:00:00:01", "02:00:00:00:00:01 ",
        ])
    func macRefuses(text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test("MAC addresses read both separators and are written with colons")
    func mac() {
        #expect(MACAddress("02-AB-00-00-00-01")?.description == "02:ab:00:00:00:01")
        #expect(MACAddress("01:00:5e:00:00:01")?.isMulticast == true)
        #expect(MACAddress("02:00:00:00:00:01")?.isMulticast == false)
        #expect(MACAddress.broadcast.description == "ff:ff:ff:ff:ff:ff")
        #expect(MACAddress(rawValue: .max) == .broadcast)
    }
}
