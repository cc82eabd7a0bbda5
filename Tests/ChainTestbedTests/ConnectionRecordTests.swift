import Testing

@testable import ChainTestbed

@Suite struct ConnectionRecordTests {
    @Test func countsBothDirections() throws {
        let packets = SyntheticConnection(id: 5, requests: 2).packets
        let records = ConnectionRecord.records(of: packets)
        let record = try #require(records.first)
        #expect(records.count == 1)
        #expect(record.forward == .init(packets: 6, bytes: 128, flags: [.syn, .ack, .psh, .fin]))
        #expect(record.reverse == .init(packets: 4, bytes: 128, flags: [.syn, .ack, .psh, .fin]))
        #expect(record.isWhole && record.connectionID == 5)
        #expect((record.first, record.last) == (packets.first?.time, packets.last?.time))
    }

    @Test func isNotWholeWithoutItsEnds() {
        let packets = SyntheticConnection(id: 5).packets
        #expect(!ConnectionRecord.records(of: packets.dropFirst())[0].isWhole)
        #expect(!ConnectionRecord.records(of: packets.dropLast(3))[0].isWhole)
    }

    /// Seen with the reactive engine: a last acknowledgement that went over the controller came after the end.
    @Test func aResetAfterTheEndIsNotOneOfTheConnection() throws {
        let connection = SyntheticConnection(id: 5)
        var late = try #require(connection.packets.last)
        (late.flow, late.flags) = (late.flow.reversed, .rst)
        let inOrder = ConnectionRecord.records(of: connection.packets + [late])
        #expect(inOrder.map(\.wasReset) == [false])
        let cut = ConnectionRecord.records(of: connection.packets.dropLast(3) + [late])
        #expect(cut.map(\.wasReset) == [true])
    }

    @Test func aRepeatedSYNIsTheSameConnection() {
        let packets = SyntheticConnection(id: 5).packets
        #expect(ConnectionRecord.records(of: packets.prefix(1) + packets).count == 1)
    }

    @Test func aNewSYNAfterTheEndIsAnotherConnection() {
        let first = SyntheticConnection(id: 5).packets
        let second = SyntheticConnection(id: 6, start: 1_000_000, sequence: 500).packets
        let records = ConnectionRecord.records(of: first + second)
        #expect(records.map(\.connectionID) == [5, 6])
        #expect(records.allSatisfy { $0.isWhole })
    }

    @Test func turnsARecordThatBeganWithTheResponder() throws {
        let connection = SyntheticConnection(id: 5)
        let record = try #require(ConnectionRecord.records(of: connection.packets.dropFirst()).first)
        #expect(record.flow == connection.flow.reversed)
        let turned = record.oriented(like: connection.flow)
        #expect(turned.flow == connection.flow)
        #expect(turned.forward == record.reverse && turned.reverse == record.forward)
    }
}

/// A connection as a capture would show it: handshake, requests of 64 bytes each way, orderly close.
struct SyntheticConnection {
    var id: UInt64
    var client = CapturedEnd(address: [10, 1, 0, 10], port: 40_000)
    var start: Int64 = 0
    var sequence: UInt32 = 100
    var requests = 1

    var flow: CapturedFlow {
        CapturedFlow(
            source: client, destination: CapturedEnd(address: [10, 2, 0, 10], port: 8080), transport: .tcp)
    }

    var packets: [CapturedPacket] {
        var steps: [(isForward: Bool, flags: TCPFlags, bytes: Int)] = [
            (true, .syn, 0), (false, [.syn, .ack], 0), (true, .ack, 0),
        ]
        for _ in 0..<requests { steps += [(true, [.psh, .ack], 64), (false, [.psh, .ack], 64)] }
        steps += [(true, [.fin, .ack], 0), (false, [.fin, .ack], 0), (true, .ack, 0)]
        var next: [Bool: UInt32] = [true: sequence, false: 7000]
        return steps.enumerated().compactMap { index, step in
            var builder = FrameBuilder(flags: step.flags, sequence: next[step.isForward] ?? 0)
            let controls = UInt32(step.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
            next[step.isForward, default: 0] &+= UInt32(step.bytes) &+ controls
            (builder.source, builder.destination) =
                step.isForward ? (flow.source, flow.destination) : (flow.destination, flow.source)
            if step.bytes > 0 {
                builder.payload = ExchangeHeader(connection: id, request: 0, requestBytes: 64, replyBytes: 64)
                    .message(of: 64)
            }
            let bytes = builder.tcp
            let time = start + Int64(index) * 1000
            return CapturedPacket(PcapFile.Frame(time: time, originalLength: bytes.count, bytes: bytes[...]))
        }
    }

    var record: [ConnectionRecord] { ConnectionRecord.records(of: packets) }
}
