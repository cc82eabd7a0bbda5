import MiddleboxInference
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@Suite struct SampleAccumulatorTests {
    @Test func memoryIsBoundedAndTheOldestGo() {
        var accumulator = SampleAccumulator(capacity: 100, span: .seconds(1000))
        for second in 0..<250 { accumulator.add(sample(at: .seconds(second))) }
        let times = accumulator.window.samples.map(\.time).sorted()
        #expect(accumulator.count == 100)
        #expect(accumulator.total == 250)
        #expect(times.first == .seconds(150))
        #expect(times.last == .seconds(249))
    }

    @Test func whatIsOldIsForgotten() {
        var accumulator = SampleAccumulator(capacity: 100, span: .seconds(10))
        for second in 0..<50 { accumulator.add(sample(at: .seconds(second))) }
        #expect(accumulator.window.samples.count == 11)
        accumulator.removeAll()
        #expect(accumulator.window.samples.isEmpty)
    }

    /// A box that changes its ways is found out once the old samples have gone.
    @Test func aChangeShows() {
        var accumulator = SampleAccumulator(capacity: 20_000, span: .seconds(2), coverage: 9000)
        let before = TrafficModel().window(through: PassthroughBox(), seed: 6).samples
        before.forEach { accumulator.add($0) }
        #expect(HeaderInference().judge(accumulator.window).verdict == .preserving)
        for var sample in TrafficModel().window(through: BoxKind.sourceNAT.box, seed: 7).samples {
            sample.time += .seconds(60)
            accumulator.add(sample)
        }
        #expect(
            HeaderInference().judge(accumulator.window).verdict == .mangling([.sourceAddress, .sourcePort]))
    }

    private func sample(at time: Duration) -> PacketSample {
        let flow = FiveTuple(
            source: TrafficModel.address(10, 0, 0, 1), destination: TrafficModel.address(10, 0, 0, 2),
            transport: .udp, sourcePort: 1, destinationPort: 2)
        return PacketSample(.left, .enters, at: time, flow)
    }
}
