import MiddleboxInference
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport
import Testing

@testable import Stratos

@Suite struct SampledFrameTests {
    private static func message(_ packet: Packet, first count: Int? = nil) -> PacketIn {
        let frame = EthernetFrame.serialise(packet)
        return PacketIn(
            totalLength: UInt16(frame.count), reason: .action, table: 0, cookie: SamplingCookie.cookie(1),
            match: Match([.inPort(1)]), data: Array(frame.prefix(count ?? frame.count)))
    }

    private static func sample(_ message: PacketIn) -> PacketSample? {
        SampledFrame.sample(message, .left, .enters, at: .zero)
    }

    private static func packet(payload: Int = 1000) -> Packet {
        var packet = Packet.tcp(
            from: .v4(IPv4Address(10, 0, 0, 1)), 4000, to: .v4(IPv4Address(10, 0, 0, 2)), 80, flags: [.syn],
            payload: Payload(id: 99, length: payload))
        packet.sequence = 0xDEAD_BEEF
        packet.dscp = DSCP(rawValue: 9) ?? .bestEffort
        packet.vlan = VLANTag(id: 12)
        return packet
    }

    @Test func headersAndInitialSequenceNumberAreRead() throws {
        let sample = try #require(Self.sample(Self.message(Self.packet())))
        #expect(sample.flow == Self.packet().fiveTuple)
        #expect(sample.tcp == TCPSegment(sequence: 0xDEAD_BEEF, opens: true))
        #expect(sample.tag == PacketTag(dscp: DSCP(rawValue: 9) ?? .bestEffort, vlan: VLANID(rawValue: 12)))
        #expect(sample.payload != nil)
    }

    @Test("what was cut off does not change the fingerprint")
    func truncation() {
        let whole = Self.sample(Self.message(Self.packet()))
        #expect(whole == Self.sample(Self.message(Self.packet(), first: Int(SampledFrame.length))))
        #expect(Self.sample(Self.message(Self.packet(), first: 60))?.payload == nil)
        #expect(Self.sample(Self.message(Self.packet(), first: 20)) == nil)
    }

    @Test("rewritten headers and a lost VLAN tag do not change it either")
    func fingerprint() {
        var other = Self.packet()
        other.ip?.source = .v4(IPv4Address(100, 64, 0, 1))
        other.vlan = nil
        other.source = MACAddress(rawValue: 77)
        let a = Self.sample(Self.message(Self.packet()))?.payload
        #expect(a == Self.sample(Self.message(other))?.payload)
        #expect(a != Self.sample(Self.message(Self.packet(payload: 1001)))?.payload)
    }

    @Test("labels and service headers that carry tags are looked behind")
    func wrappedFrames() {
        var bare = Self.packet()
        bare.vlan = nil
        let frame = EthernetFrame.serialise(bare)
        let label: [UInt8] = [0x00, 0x01, 0x00, 0x40, 0x00, 0x02, 0x01, 0x40]
        let mpls = Array(frame[..<12]) + [0x88, 0x47] + label + Array(frame[14...])
        let service: [UInt8] = [0x0F, 0xC2, 0x02, 0x03, 0x00, 0x00, 0x01, 0xFF]
        let nsh = Array(frame[..<12]) + [0x89, 0x4F] + service + frame
        for wrapped in [mpls, nsh] {
            var message = Self.message(bare)
            message.data = Array(wrapped.prefix(Int(SampledFrame.length)))
            message.totalLength = UInt16(wrapped.count)
            #expect(Self.sample(message) == Self.sample(Self.message(bare)))
        }
    }

    @Test func paddingCarriesNothing() {
        var message = Self.message(Self.packet(payload: 0))
        message.data += [UInt8](repeating: 7, count: 10)
        message.totalLength += 10
        #expect(Self.sample(message)?.payload == nil)
    }

    @Test func hostileBytesDoNotTrap() {
        var random = SeededGenerator(seed: 41)
        for _ in 0..<3000 {
            var message = Self.message(Self.packet(payload: .random(in: 0...200, using: &random)))
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                message.data[Int.random(in: message.data.indices, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            message.data.removeLast(Int.random(in: 0...message.data.count, using: &random))
            message.totalLength = .random(in: 0...2000, using: &random)
            _ = Self.sample(message)
        }
    }

    @Test func cookiesAreToldFromThoseOfSteering() {
        for number in [0, 1, 0x7FFF] { #expect(SamplingCookie.number(of: SamplingCookie.cookie(number)) == number) }
        #expect(SamplingCookie.number(of: RuleCookie.shared) == nil)
        #expect(SamplingCookie.number(of: RuleCookie.path(0xFFFF_FFFF)) == nil)
        #expect(SamplingCookie.number(of: Cookie(rawValue: RuleCookie.owner | 1 << 32)) == nil)
        #expect(RuleCookie.mark(of: SamplingCookie.cookie(0x7FFF)) == nil)
    }
}
