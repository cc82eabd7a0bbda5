import MiddleboxInference
import NetworkTypes
import ServiceChaining
import TestSupport
import Testing

/// Verdicts from flow records alone.
@Suite struct FlowRecordTests {
    /// Records of flows through a box that makes one flow and one volume of another.
    private func records(
        loss: UInt64 = 0, _ box: (FiveTuple, FlowVolume) -> (FiveTuple, FlowVolume)
    ) -> [FlowRecord] {
        var random = SeededGenerator(seed: 21)
        return (0..<200).flatMap { number -> [FlowRecord] in
            let flow = FiveTuple(
                source: TrafficModel.address(10, 1, 0, UInt8(number % 50)),
                destination: TrafficModel.address(10, 9, 0, 1), transport: .tcp,
                sourcePort: TransportPort(rawValue: UInt16(20_000 + number)), destinationPort: 443)
            let packets = UInt64.random(in: 1...400, using: &random)
            let volume = FlowVolume(packets: packets, bytes: packets * .random(in: 60...1400, using: &random))
            let (out, volumeOut) = box(flow, volume)
            let start = Duration.milliseconds(number)
            return [
                FlowRecord(.left, .enters, at: start, flow, volume: volume),
                FlowRecord(.right, .leaves, at: start + .milliseconds(1), out, volume: volumeOut),
            ]
        }
    }

    @Test func wire() {
        #expect(HeaderInference().judge(records { ($0, $1) }).verdict == .preserving)
    }

    @Test func boxThatDrops() {
        let records = records { ($0, FlowVolume(packets: $1.packets / 2 + 1, bytes: $1.bytes / 2 + 60)) }
        #expect(HeaderInference().judge(records).verdict == .preserving)
    }

    @Test func boxThatTranslates() {
        let records = records { flow, volume in
            var out = flow
            out.source = TrafficModel.address(100, 64, 0, 1)
            return (out, volume)
        }
        #expect(HeaderInference().judge(records).verdict == .mangling(.sourceAddress))
    }

    @Test("other counts and other addresses: the region says so")
    func boxThatTranslatesAndDrops() {
        let records = records { flow, volume in
            var out = flow
            out.destination = TrafficModel.address(10, 8, 0, 1)
            return (out, FlowVolume(packets: volume.packets, bytes: volume.bytes / 2 + 17 * volume.packets))
        }
        #expect(HeaderInference().judge(records).verdict == .mangling(.destinationAddress))
    }

    @Test("more comes out than went in: connections of its own")
    func transparentProxy() {
        let records = records { ($0, FlowVolume(packets: $1.packets * 2 + 2, bytes: $1.bytes + $1.packets * 52)) }
        #expect(HeaderInference().judge(records).verdict == .terminating)
    }
}
