/// Random numbers that any program can draw again (SplitMix64): what a seed gives depends neither on the machine nor on
/// the version of Swift.
struct RandomNumbers: Hashable, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits of SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The upper 53 bits as a number of 0 ..< 1.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// `lower + (upper - lower) · fraction`.
    mutating func number(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * fraction()
    }

    /// `lower +` the next 64 bits modulo the number of choices.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// Whether `fraction` is below the probability.
    mutating func chance(_ probability: Double) -> Bool {
        fraction() < probability
    }

    /// One of some elements, of which there must be at least one.
    mutating func element<Element>(of elements: [Element]) -> Element {
        elements[integer(0...elements.count - 1)]
    }

    /// `count` different numbers of `0..<bound` in ascending order; all of them where there are no more.
    mutating func distinct(_ count: Int, below bound: Int) -> [Int] {
        guard count < bound else { return Array(0..<bound) }
        var chosen: Set<Int> = []
        while chosen.count < count { chosen.insert(integer(0...bound - 1)) }
        return chosen.sorted()
    }
}
