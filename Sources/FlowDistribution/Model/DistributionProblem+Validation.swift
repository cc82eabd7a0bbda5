internal import CloudTopology

extension DistributionProblem {
    /// The largest volume, gain or size that is taken; what is larger, or smaller than its inverse where it must be
    /// positive, leaves no digits to compute with.
    package static let largestNumber = 1e15

    /// The largest ``rackCount``.
    package static let mostRacks = 1 << 24

    /// Checks every number, index and limit; solvers do so before anything else, so call it only to learn of mistakes
    /// earlier.
    ///
    /// Names are for messages and are left alone here; ``validateNames()`` looks at them. What a cost ``Cost/function(_:)``
    /// returns is checked where it is called.
    ///
    /// - Throws: ``DistributionError`` for the first mistake, with its place: `.invalidNumber`, `.unknownSite`,
    ///   `.unknownRack`, `.duplicate`, `.empty` or `.noTree`.
    /// - Complexity: linear in the size of the problem.
    public func validate() throws(DistributionError) {
        var scratch: [Int32] = []
        try validate(scratch: &scratch)
    }

    /// The same without allocating, where `scratch` was used for a problem of that size before.
    ///
    /// - Parameter scratch: memory to reuse; its contents mean nothing.
    package func validate(scratch: inout [Int32]) throws(DistributionError) {
        guard (0...Self.mostRacks).contains(rackCount) else {
            throw .init(.invalidNumber, "\(rackCount) racks; take 0 to \(Self.mostRacks)", at: "rackCount")
        }
        guard leeway >= 0, leeway <= 1 else {
            throw .init(.invalidNumber, "the leeway is \(leeway); take 0 to 1", at: "leeway")
        }
        try checkSites()
        try checkCost()
        Self.clear(&scratch, count: sites.count)
        for chain in chains.indices { try check(chains[chain], at: chain, &scratch) }
        try checkBandwidthLimits(&scratch)
        try checkLinkLimits(&scratch)
    }

    /// Checks that every site has a name of its own, as answers that speak of names need it.
    ///
    /// - Throws: ``DistributionError``: `.empty` or `.duplicate`, with the place.
    public func validateNames() throws(DistributionError) {
        var seen: [String: Int] = [:]
        seen.reserveCapacity(sites.count)
        for (index, site) in sites.enumerated() {
            if site.name.isEmpty {
                throw .init(.empty, "the site has no name; give it one", at: "sites[\(index)].name")
            }
            if let first = seen.updateValue(index, forKey: site.name) {
                throw .init(
                    .duplicate, "sites \(first) and \(index) are both named '\(site.name)'; rename one",
                    at: "sites[\(index)].name")
            }
        }
    }

    private func checkSites() throws(DistributionError) {
        let racks = UInt(rackCount)
        // One test for each site, and one more only where it fails: this runs before every solve.
        let wrong = sites.withUnsafeBufferPointer { sites in
            sites.firstIndex { site in
                UInt(bitPattern: site.rack.rawValue) >= racks || !(site.capacity >= 0)
                    || !(site.size >= 1e-15 && site.size <= 1e15)
            }
        }
        if let wrong { try checkSite(wrong) }
    }

    private func checkSite(_ index: Int) throws(DistributionError) {
        let (rack, capacity, size) = (sites[index].rack, sites[index].capacity, sites[index].size)
        guard isRack(rack) else { throw unknown(rack, at: "sites[\(index)].rack") }
        guard capacity >= 0 else {
            throw .init(
                .invalidNumber, "the capacity is \(capacity); take 0 or more, infinity where it is unknown",
                at: "sites[\(index)].capacity")
        }
        throw .init(
            .invalidNumber, "the size is \(size); take a positive number, 1 for an ordinary instance",
            at: "sites[\(index)].size")
    }

    private func checkCost() throws(DistributionError) {
        switch cost {
        case .binary, .function: return
        case .hops: _ = try treeOfRacks(for: "the cost", at: "cost")
        case .levels(let levels): try check(levels, of: try treeOfRacks(for: "the cost", at: "cost"))
        }
    }

    private func check(_ levels: [Double], of tree: RackTree) throws(DistributionError) {
        guard levels.count == tree.rootLevel + 1 else {
            throw .init(
                .invalidNumber,
                "there are \(levels.count) costs; give \(tree.rootLevel + 1), one for each level from rack to root",
                at: "cost")
        }
        var last = 0.0
        for (level, cost) in levels.enumerated() {
            guard cost >= last, cost <= Self.largestNumber else {
                throw .init(
                    .invalidNumber, "level \(level) costs \(cost); costs are finite, not negative and do not fall",
                    at: "cost[\(level)]")
            }
            last = cost
        }
    }

    /// The tree, which has to have all racks.
    func treeOfRacks(for what: String, at field: String) throws(DistributionError) -> RackTree {
        guard let tree else { throw .init(.noTree, "\(what) speaks of switches; set the tree", at: field) }
        guard tree.rackCount >= rackCount else {
            throw .init(
                .unknownRack, "the tree has \(tree.rackCount) of \(rackCount) racks; give it all of them", at: "tree")
        }
        return tree
    }

    /// Zeros for `count` entries.
    static func clear(_ scratch: inout [Int32], count: Int) {
        guard scratch.count >= count else { return scratch = [Int32](repeating: 0, count: count) }
        for index in 0..<count { scratch[index] = 0 }
    }

    func isRack(_ rack: RackID) -> Bool { rack.rawValue >= 0 && rack.rawValue < rackCount }

    func unknown(_ rack: RackID, at field: String) -> DistributionError {
        let range = rackCount == 0 ? "there are none; raise rackCount" : "take one of 0 to \(rackCount - 1)"
        return .init(.unknownRack, "there is no rack \(rack); \(range)", at: field)
    }
}
