import MiddleboxInference
import TestSupport
import Testing

@Suite struct SampledShareTests {
    /// Wilson's interval by its textbook formula, in floating point.
    @Test(arguments: [(3, 50), (0, 50), (50, 50), (1, 7), (480, 9000), (5, 100)])
    func theIntervalIsWilsons(count: Int, total: Int) {
        let z = 1.959964
        let (n, p) = (Double(total), Double(count) / Double(total))
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let interval = SampledShare(count, of: total).interval(at: .percent95)
        #expect(abs(Double(interval.lowerBound) / 10_000 - (middle - reach)) < 0.0002)
        #expect(abs(Double(interval.upperBound) / 10_000 - (middle + reach)) < 0.0002)
    }

    @Test func aShareIsAboveOrBelowOrNeither() {
        #expect(SampledShare(20, of: 100).exceeds(500, at: .percent99))
        #expect(!SampledShare(6, of: 100).exceeds(500, at: .percent95))
        #expect(!SampledShare(6, of: 100).staysBelow(500, at: .percent95))
        #expect(SampledShare(10, of: 1000).staysBelow(500, at: .percent95))
        #expect(!SampledShare(0, of: 0).staysBelow(500, at: .percent90))
        #expect(!SampledShare(0, of: 0).exceeds(0, at: .percent90))
    }

    /// A coin that lands on the tolerance is called above it about once in forty times, as the level says.
    @Test func errorsAreAsRareAsTheLevelSays() {
        var random = SeededGenerator(seed: 11)
        var wrong = 0
        for _ in 0..<2000 {
            let heads = (0..<400).count { _ in Int.random(in: 0..<20, using: &random) == 0 }
            wrong += SampledShare(heads, of: 400).exceeds(500, at: .percent95) ? 1 : 0
        }
        #expect((10...90).contains(wrong), "\(wrong) of 2000")
    }
}
