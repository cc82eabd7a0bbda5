internal import NetworkTypes
internal import OpenFlow

/// How a select group picks a bucket: a table of slots shared out by weight, and a hash of the flow that picks a slot.
///
/// Open vSwitch's `dp_hash` works so: at least 16 and at most 256 slots, a power of two, apportioned by Webster's
/// method. The split is therefore exact only up to a slot: 70:30 over 16 slots is 11:5. The emulation's hash depends
/// on the list of buckets as well: whatever changes in a group, any live flow may land elsewhere, as was seen on
/// Open vSwitch. Nothing may rely on a group alone for affinity.
struct BucketSelector: Sendable {
    private let slots: [Int]
    private let digest: UInt64

    init(_ buckets: [Bucket]) {
        let weights = buckets.map { UInt64($0.weight) }
        slots = Self.share(weights, Self.slotCount(weights))
        var hash = DeterministicHash(seed: UInt64(buckets.count))
        for bucket in buckets { Self.add(bucket, to: &hash) }
        digest = hash.value
    }

    private static func add(_ bucket: Bucket, to hash: inout DeterministicHash) {
        hash.add(UInt64(bucket.weight))
        for case .load(let value, _) in bucket.actions { hash.add(value) }
        for case .setField(let field) in bucket.actions { hash.add(UInt64(truncatingIfNeeded: field.value)) }
        for case .output(let port, _) in bucket.actions { hash.add(UInt64(port.rawValue)) }
    }

    private static func slotCount(_ weights: [UInt64]) -> Int {
        let total = weights.reduce(0, +)
        guard let least = weights.filter({ $0 > 0 }).min() else { return 0 }
        let wanted = max((total + least - 1) / least, min(UInt64(weights.count) * 4, 256))
        var count: UInt64 = 16
        while count < wanted, count < 256 { count *= 2 }
        return Int(count)
    }

    private static func share(_ weights: [UInt64], _ count: Int) -> [Int] {
        var divisors = weights.map { _ in UInt64(1) }
        return (0..<count).map { _ in
            var winner = 0
            for index in weights.indices.dropFirst()
            where weights[index] * divisors[winner] > weights[winner] * divisors[index] { winner = index }
            divisors[winner] += 2
            return winner
        }
    }

    /// The bucket for a packet among those alive; `nil` where none is alive or has weight.
    func select(_ packet: Packet, _ hashing: SelectionHash, isAlive: (Int) -> Bool) -> Int? {
        guard !slots.isEmpty else { return nil }
        var hash = DeterministicHash(seed: hashing.seed ^ digest)
        if let flow = packet.fiveTuple {
            hash.add(hashing.isSymmetric ? flow.withEndsInOrder : flow)
        } else {
            hash.add(packet.source.rawValue)
            hash.add(packet.destination.rawValue)
        }
        let start = Int(truncatingIfNeeded: hash.value & 0xFFFF) % slots.count
        return (0..<slots.count).lazy.map { slots[(start + $0) % slots.count] }.first(where: isAlive)
    }
}

/// What of a switch, besides the group and the packet, decides which bucket a packet falls into.
struct SelectionHash: Hashable, Sendable {
    var seed: UInt64
    /// True where a reply falls into the bucket of what it answers.
    var isSymmetric = false
}

extension FiveTuple {
    /// The same for both directions of a flow.
    fileprivate var withEndsInOrder: FiveTuple {
        (source, sourcePort) < (destination, destinationPort) ? self : reversed
    }
}
