internal import NetworkTypes

/// How likely the next packet of a side shows something that was not seen there before (Good and Turing's estimate:
/// the share of samples that are the only ones of their kind).
///
/// A box that changes nothing lets flows out that were not sampled on their way in, and this says how many.
struct Novelty {
    /// In 1/10,000, for whole five-tuples.
    private(set) var flows = Basis.one
    private var fields: [UInt8: Int] = [:]
    private var values: [UInt8: Set<UInt128>] = [:]

    init() {}

    init(_ counts: [(flow: FiveTuple, count: Int)]) {
        flows = Self.share(counts.map(\.count))
        for field in HeaderField.allCases {
            var seen: [UInt128: Int] = [:]
            for (flow, count) in counts { seen[field.value(flow), default: 0] += count }
            fields[field.rawValue] = Self.share(Array(seen.values))
            values[field.rawValue] = Set(seen.keys)
        }
    }

    /// In 1/10,000, for the values of one field.
    func share(of field: HeaderField) -> Int { fields[field.rawValue] ?? Basis.one }

    func knows(_ value: UInt128, of field: HeaderField) -> Bool { values[field.rawValue]?.contains(value) ?? false }

    private static func share(_ counts: [Int]) -> Int {
        let total = counts.reduce(0, +)
        guard total > 0 else { return Basis.one }
        return counts.count { $0 == 1 } * Basis.one / total
    }
}
