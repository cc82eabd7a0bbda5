@testable import ChainTestbed

/// Builds the frames and files that the capture tests read, byte by byte.
struct FrameBuilder {
    var source = CapturedEnd(address: [10, 1, 0, 10], port: 40_000)
    var destination = CapturedEnd(address: [10, 2, 0, 10], port: 8080)
    var flags: TCPFlags = .ack
    var sequence: UInt32 = 1
    var dscp: UInt8 = 0
    var payload: [UInt8] = []

    var flow: CapturedFlow { CapturedFlow(source: source, destination: destination, transport: .tcp) }

    /// Ethernet, IPv4, TCP with 12 bytes of options.
    var tcp: [UInt8] {
        let tcp =
            big(source.port) + big(destination.port) + big(sequence) + [0, 0, 0, 0, 8 << 4, flags.rawValue, 0xFF, 0xFF]
            + [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 1, count: 12) + payload
        return ethernet(0x0800) + ipv4(kind: 6, tcp.count) + tcp
    }

    /// Ethernet, IPv4, UDP.
    var udp: [UInt8] {
        let udp = big(source.port) + big(destination.port) + big(UInt16(8 + payload.count)) + [0, 0] + payload
        return ethernet(0x0800) + ipv4(kind: 17, udp.count) + udp
    }

    /// Ethernet, IPv6, UDP.
    var udpOverIPv6: [UInt8] {
        let udp = big(source.port) + big(destination.port) + big(UInt16(8 + payload.count)) + [0, 0] + payload
        let start = UInt32(6) << 28 | UInt32(dscp) << 22
        return ethernet(0x86DD) + big(start) + big(UInt16(udp.count)) + [17, 64] + source.address
            + destination.address + udp
    }

    private func ipv4(kind: UInt8, _ length: Int) -> [UInt8] {
        [0x45, dscp << 2] + big(UInt16(20 + length)) + [0, 0, 0x40, 0, 64, kind, 0, 0] + source.address
            + destination.address
    }

    private func ethernet(_ type: UInt16) -> [UInt8] { [UInt8](repeating: 2, count: 12) + big(type) }

    /// A capture file of the frames, one a millisecond.
    static func pcap(_ frames: [[UInt8]], littleEndian: Bool = true, nanoseconds: Bool = false) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { littleEndian ? big(value).reversed() : big(value) }
        let magic: UInt32 = nanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4
        let header = number(magic) + [UInt8](repeating: 0, count: 12) + number(262_144) + number(1)
        return frames.enumerated().reduce(into: header) { bytes, item in
            let ticks = UInt32(item.offset + 1) * (nanoseconds ? 1_000_000 : 1000)
            bytes += number(100) + number(ticks) + number(UInt32(item.element.count))
            bytes += number(UInt32(item.element.count + 10)) + item.element
        }
    }
}

private func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
