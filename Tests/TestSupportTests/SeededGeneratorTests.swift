import TestSupport
import Testing

struct SeededGeneratorTests {
    /// Published with the SplitMix64 algorithm: its first outputs for the seed 1234567.
    @Test func givesThePublishedSequence() {
        var generator = SeededGenerator(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test(arguments: [0.0, 0.25, 1.0])
    func chanceComesOutAsOftenAsAsked(probability: Double) {
        var generator = SeededGenerator(seed: 1)
        let hits = (0..<10_000).filter { _ in generator.chance(probability) }.count
        #expect(abs(Double(hits) / 10_000 - probability) < 0.02)
    }
}
