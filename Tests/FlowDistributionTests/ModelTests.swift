import CloudTopology
import FlowDistribution
import Testing

struct ModelTests {
    @Test func ownLoadCountsAsFree() {
        let limit = DistributionProblem.BandwidthLimit(
            RackPair(from: RackID(0), to: RackID(1)), available: 10, carried: 4)
        #expect(limit.limit == 14)
    }

    @Test func gammaIsTheInverseOfGain() {
        #expect(DistributionProblem.Position([SiteID(0)], gamma: 4).gain == 0.25)
    }
}
