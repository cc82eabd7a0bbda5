import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport
import Testing

/// Fragments, errors and echoes through the tracker of a real Open vSwitch and through the emulated one, with rules that
/// tell by the port what was found out.
@Suite(.enabled(if: OpenVSwitchProcess.isUsable), .serialized) struct OpenVSwitchFragments {
    @Test(arguments: [AddressFamily.ipv4, .ipv6], [UInt64(1), 2])
    func trackedAlike(family: AddressFamily, seed: UInt64) async throws {
        try await OpenVSwitch.with { real in
            var emulated = EmulatedSwitch(1, ports: ([1, 2, 3, 4, 9] as [PortNumber]).map { EmulatedPort($0) })
            for message in Self.rules(family) {
                #expect(emulated.receive(message).isEmpty)
                #expect(try real.exchange([message]).isEmpty, "\(message)")
            }
            var traffic = Traffic(family: family, random: SeededGenerator(seed: seed))
            var counts: [PortNumber: Int] = [:]
            for round in 0..<150 {
                let packet = traffic.next()
                let output = emulated.process(packet, inPort: 1)
                for emission in output.emissions { counts[emission.port, default: 0] += 1 }
                var expected: [Int: [[UInt8]]] = [1: [], 2: [], 3: [], 4: []]
                for emission in output.emissions {
                    expected[Int(emission.port.rawValue)]?.append(traffic.frame(of: emission.packet))
                }
                let actual = try real.forward(traffic.frame(of: packet), inPort: 1)
                let agrees = actual == expected
                #expect(agrees, "\(family), seed \(seed), round \(round): \(packet)\n\(output.trace)")
                guard agrees else { return }
            }
            #expect(Set(counts.keys) == [1, 2, 3, 4], "not every verdict was met: \(counts)")
        }
    }

    /// New packets leave by 2 with mark 5, known ones by 3, related ones by 4, what is invalid by where it came.
    private static func rules(_ family: AddressFamily) -> [Message] {
        let ip = MatchField.ethernetType(family.etherType)
        func state(_ bits: ConntrackState) -> MatchField {
            MatchField(.ctState, UInt128(bits.rawValue), mask: UInt128(bits.rawValue))
        }
        let commit = ConntrackAction(commits: true, zone: .immediate(7), actions: [.set(.ctMark, 5)])
        let note = Subfield(.ethernetDestination, offset: 0, width: 32) ?? Subfield(.ethernetDestination)
        return [
            .rule(0, 0xFFFF, [MatchField(.ethernetType, 0x88B5)], [.output(9)]),
            .rule(0, 1, [ip], [.conntrack(ConntrackAction(zone: .immediate(7), table: 1))]),
            .rule(1, 3, [ip, state([.tracked, .related])], [.move(Subfield(.ctMark), note), .output(4)]),
            .rule(1, 2, [ip, state([.tracked, .established])], [.move(Subfield(.ctMark), note), .output(3)]),
            .rule(1, 2, [ip, state([.tracked, .new])], [.conntrack(commit), .output(2)]),
            .rule(1, 2, [ip, state([.tracked, .invalid])], [.output(.inPort)]),
        ]
    }
}

/// Random packets of few connections, whole and in parts.
private struct Traffic {
    let family: AddressFamily
    var random: SeededGenerator
    private var waiting: [Packet] = []
    private var identification: UInt32 = 0
    /// Of packets in parts, by what their first parts carry: the tracker looks at the checksum of the whole.
    private var checksums: [UInt64: UInt16] = [:]

    init(family: AddressFamily, random: SeededGenerator) {
        self.family = family
        self.random = random
    }

    private var ends: (IPAddress, IPAddress) {
        family == .ipv4
            ? (Samples.client, Samples.server) : (Samples.v4("2001:db8:1::1"), Samples.v4("2001:db8:9::1"))
    }

    mutating func next() -> Packet {
        if !waiting.isEmpty, random.chance(0.7) { return waiting.removeFirst() }
        let whole = datagram()
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1, 2:
            waiting += parts(of: whole)
            if random.chance(0.5) { waiting.shuffle(using: &random) }
            return waiting.removeFirst()
        case 3, 4: return error(about: random.chance(0.3) ? echo() : whole)
        case 5: return echo()
        default: return whole
        }
    }

    private mutating func datagram() -> Packet {
        let port = TransportPort(rawValue: .random(in: 1000...1003, using: &random))
        let packet = Packet.udp(from: ends.0, port, to: ends.1, 80, payload: Payload(id: random.next(), length: 24))
        return random.chance(0.6) ? packet : packet.answer ?? packet
    }

    /// Three fragments, now and then with a first one that is too small.
    private mutating func parts(of packet: Packet) -> [Packet] {
        identification += 1
        let size = random.chance(0.85) ? 1304 : 304
        let parts = (0..<3).map { index in
            var part = packet
            part.ip?.fragment = FragmentHeader(
                identification: identification, offset: UInt16(index * size / 8), hasMore: index < 2)
            part.payload = Payload(id: random.next(), length: index == 0 ? size - 8 : index == 1 ? size : 40)
            if index > 0 { part.transport = TransportHeader.none }
            return part
        }
        checksums[parts[0].payload.id] = Self.checksum(of: parts, length: 2 * size + 40)
        return parts
    }

    /// The frame, with the checksum of the whole packet in a first part.
    func frame(of packet: Packet) -> [UInt8] {
        var frame = EthernetFrame.serialise(packet)
        guard let fragment = packet.ip?.fragment, !fragment.isLater, let sum = checksums[packet.payload.id] else {
            return frame
        }
        let place = 14 + (packet.ip?.family == .ipv4 ? 20 : 48) + 6
        frame.replaceSubrange(place..<place + 2, with: [UInt8(sum >> 8), UInt8(sum & 0xFF)])
        return frame
    }

    /// RFC 768 over the pseudo header, the UDP header as its frame has it, and payloads of which only eight bytes count.
    private static func checksum(of parts: [Packet], length: Int) -> UInt16 {
        guard let flow = parts[0].fiveTuple else { return 0 }
        var sum = UInt64(17 + length) + UInt64(flow.sourcePort.rawValue) + UInt64(flow.destinationPort.rawValue)
        sum += UInt64(8 + parts[0].payload.length)
        for bits in [flow.source.bits, flow.destination.bits] + parts.map({ UInt128($0.payload.id) }) {
            for shift in stride(from: UInt128(0), to: 128, by: 16) { sum += UInt64(bits >> shift & 0xFFFF) }
        }
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
        return ~UInt16(sum) == 0 ? 0xFFFF : ~UInt16(sum)
    }

    private mutating func echo() -> Packet {
        let flow = FiveTuple(source: ends.0, destination: ends.1, transport: family == .ipv4 ? .icmp : .icmpv6)
        var packet = Packet(flow)
        if case .icmp(var header)? = packet.transport {
            header.identifier = .random(in: 1...2, using: &random)
            packet.transport = .icmp(header)
        }
        if random.chance(0.3) { packet.fiveTuple = packet.fiveTuple?.reversed }
        return random.chance(0.6) ? packet : packet.answer ?? packet
    }

    private mutating func error(about packet: Packet) -> Packet {
        let router = family == .ipv4 ? Samples.v4("10.200.0.1") : Samples.v4("2001:db8:77::1")
        let header = IPHeader(
            source: router, destination: packet.fiveTuple?.source ?? ends.0,
            transport: family == .ipv4 ? .icmp : .icmpv6)
        let icmp = ICMPHeader(type: family == .ipv4 ? 3 : 1, code: 1, quoted: QuotedPacket(packet))
        return Packet(content: .ip(header, .icmp(icmp)))
    }
}
