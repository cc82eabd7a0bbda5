import NetworkTypes
import OpenFlowEmulation
import Testing

@testable import ChainSimulation

@Suite struct CorrelatorTests {
    @Test func theMoreSimilarPayloadWins() {
        var correlator = Correlator()
        correlator.enter(Self.sample(1, payload: 0x1111_1111_1111_1111, at: 0))
        correlator.enter(Self.sample(2, payload: 0x2222_2222_2222_2222, at: 1))
        // Two of the eight chunks have been rewritten.
        #expect(correlator.claim(Self.sample(9, payload: 0x2222_2222_2222_0000, at: 2)) == Self.flow(2))
        #expect(correlator.claim(Self.sample(8, payload: 0x1111_1111_1111_1111, at: 3)) == Self.flow(1))
        #expect(correlator.claim(Self.sample(7, payload: 0x1111_1111_1111_1111, at: 4)) == nil)
    }

    @Test func amongEqualsTheFirstInIsTheFirstOut() {
        var correlator = Correlator()
        correlator.enter(Self.sample(1, payload: 5, at: 1))
        correlator.enter(Self.sample(2, payload: 5, at: 0))
        #expect(correlator.claim(Self.sample(9, payload: 5, at: 2)) == Self.flow(2))
    }

    /// What entered later, too long ago, or another box, is no candidate.
    @Test func onlyWhatCanBeItIsConsidered() {
        var correlator = Correlator()
        correlator.enter(Self.sample(1, payload: 5, at: 10))
        #expect(correlator.claim(Self.sample(9, payload: 5, at: 9)) == nil)
        #expect(correlator.claim(Self.sample(9, payload: 5, at: 20, box: 2)) == nil)
        #expect(correlator.claim(Self.sample(9, payload: 5, at: 111)) == nil)
    }

    @Test func aFlowSeenTwiceCountsOnce() {
        var correlator = Correlator()
        correlator.enter(Self.sample(1, payload: 5, at: 0))
        correlator.enter(Self.sample(1, payload: 6, at: 1))
        #expect(correlator.claim(Self.sample(9, payload: 5, at: 2)) == Self.flow(1))
        #expect(correlator.claim(Self.sample(8, payload: 6, at: 2)) == nil)
    }

    @Test func similarityIsTheShareOfCommonChunks() {
        let payload = Payload(id: 0x0102_0304_0506_0708, length: 200)
        #expect(Correlator.similarity(payload, payload) == 1)
        #expect(Correlator.similarity(payload, Payload(id: 0x0102_0304_FFFF_FFFF, length: 200)) == 0.5)
        #expect(Correlator.similarity(payload, .empty) == 0)
    }

    private static func sample(_ port: UInt16, payload: UInt64, at time: Int, box: UInt64 = 1) -> Correlator.Sample {
        Correlator.Sample(
            flow: flow(port), payload: Payload(id: payload, length: 200), time: .milliseconds(time), box: box)
    }

    private static func flow(_ port: UInt16) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 0, 0, 1)), destination: .v4(IPv4Address(10, 0, 0, 2)), transport: .tcp,
            sourcePort: TransportPort(rawValue: port), destinationPort: 80)
    }
}
