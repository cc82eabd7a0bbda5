internal import CloudTopology

extension DistributionProblem {
    func checkBandwidthLimits(_ scratch: inout [Int32]) throws(DistributionError) {
        var (isAscending, last) = (true, -1)
        for index in bandwidthLimits.indices {
            let limit = bandwidthLimits[index]
            let (from, to) = (limit.pair.from, limit.pair.to)
            guard isRack(from) else { throw unknown(from, at: "bandwidthLimits[\(index)].pair.from") }
            guard isRack(to) else { throw unknown(to, at: "bandwidthLimits[\(index)].pair.to") }
            guard from != to else {
                throw .init(
                    .unknownRack, "rack \(from) has no way to itself that could be full; remove the limit",
                    at: "bandwidthLimits[\(index)].pair")
            }
            try check(available: limit.available, carried: limit.carried, at: "bandwidthLimits", index)
            let key = Self.key(of: limit.pair)
            (isAscending, last) = (isAscending && key > last, key)
        }
        guard !isAscending else { return }
        let twice = Self.firstDuplicate(of: bandwidthLimits.count, &scratch) { Self.key(of: bandwidthLimits[$0].pair) }
        guard let twice else { return }
        throw .init(
            .duplicate, "racks \(bandwidthLimits[twice].pair) have a limit already; keep one",
            at: "bandwidthLimits[\(twice)].pair")
    }

    func checkLinkLimits(_ scratch: inout [Int32]) throws(DistributionError) {
        guard !linkLimits.isEmpty else { return }
        let tree = try treeOfRacks(for: "a limit", at: "linkLimits[0].link")
        var (isAscending, last) = (true, -1)
        for index in linkLimits.indices {
            let limit = linkLimits[index]
            guard tree.contains(limit.link) else {
                throw .init(
                    .unknownRack, "the tree has no link \(limit.link); take one that links(of:) gives",
                    at: "linkLimits[\(index)].link")
            }
            try check(available: limit.available, carried: limit.carried, at: "linkLimits", index)
            let key = Self.key(of: limit.link)
            (isAscending, last) = (isAscending && key > last, key)
        }
        guard !isAscending else { return }
        let twice = Self.firstDuplicate(of: linkLimits.count, &scratch) { Self.key(of: linkLimits[$0].link) }
        guard let twice else { return }
        throw .init(
            .duplicate, "link \(linkLimits[twice].link) has a limit already; keep one", at: "linkLimits[\(twice)].link")
    }

    private func check(
        available: Double, carried: Double, at list: StaticString, _ index: Int
    ) throws(DistributionError) {
        guard available >= 0 else {
            throw .init(
                .invalidNumber, "\(available) is available; take 0 or more, infinity for no limit",
                at: "\(list)[\(index)].available")
        }
        guard carried >= 0, carried <= Self.largestNumber else {
            throw .init(
                .invalidNumber, "\(carried) is carried; take 0 or more and a finite number",
                at: "\(list)[\(index)].carried")
        }
    }

    /// A number for each pair, in their order.
    private static func key(of pair: RackPair) -> Int { pair.from.rawValue << 24 | pair.to.rawValue }

    /// A number for each link of a tree, in their order but for the direction.
    private static func key(of link: TreeLink) -> Int {
        link.level << 48 | link.index << 1 | (link.direction == .up ? 1 : 0)
    }

    /// The first of `count` keys that is there twice, by a hash table with open addresses in the scratch.
    private static func firstDuplicate(of count: Int, _ scratch: inout [Int32], key: (Int) -> Int) -> Int? {
        var size = 4
        while size < 2 * count { size *= 2 }
        clear(&scratch, count: size)
        for index in 0..<count {
            let hash = UInt(bitPattern: key(index)) &* 0x9E37_79B9_7F4A_7C15
            var slot = Int(truncatingIfNeeded: hash >> 32) & (size - 1)
            while scratch[slot] != 0 {
                if key(Int(scratch[slot]) - 1) == key(index) { return index }
                slot = (slot + 1) & (size - 1)
            }
            scratch[slot] = Int32(truncatingIfNeeded: index + 1)
        }
        return nil
    }
}
