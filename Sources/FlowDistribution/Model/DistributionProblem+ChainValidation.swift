extension DistributionProblem {
    /// Checks one chain.
    ///
    /// - Parameter scratch: for each site the last list in which it was seen; lists are numbered from 1.
    func check(_ chain: Chain, at index: Int, _ scratch: inout [Int32]) throws(DistributionError) {
        guard !chain.sources.isEmpty else { throw .missing("source", at: "chains[\(index)].sources") }
        guard !chain.positions.isEmpty else { throw .missing("position", at: "chains[\(index)].positions") }
        guard !chain.sinks.isEmpty else { throw .missing("sink", at: "chains[\(index)].sinks") }
        // An instance may be a source or sink as well, so each of the three kinds has a list of its own.
        let list = Int32(truncatingIfNeeded: 3 * index)
        try checkSources(of: chain, at: index, list &+ 1, &scratch)
        try checkInstances(of: chain, at: index, list &+ 2, &scratch)
        if let sink = firstWrong(of: chain.sinks, in: list &+ 3, &scratch) {
            throw error(chain.sinks[sink], "sink", at: "chains[\(index)].sinks[\(sink)]")
        }
        try checkVolumes(of: chain, at: index)
    }

    private func checkSources(
        of chain: Chain, at index: Int, _ list: Int32, _ scratch: inout [Int32]
    ) throws(DistributionError) {
        var total = 0.0
        for number in chain.sources.indices {
            let (site, volume) = (chain.sources[number].site, chain.sources[number].volume)
            if isWrong(site, in: list, &scratch) {
                throw error(site, "source", at: "chains[\(index)].sources[\(number)].site")
            }
            total += volume
            guard volume >= 0, total <= Self.largestNumber else {
                throw .init(
                    .invalidNumber,
                    "the volume is \(volume); take 0 or more, at most 1e15 for the chain",
                    at: "chains[\(index)].sources[\(number)].volume")
            }
        }
    }

    private func checkInstances(
        of chain: Chain, at index: Int, _ list: Int32, _ scratch: inout [Int32]
    ) throws(DistributionError) {
        for position in chain.positions.indices {
            let instances = chain.positions[position].instances
            guard !instances.isEmpty else {
                throw .missing("instance", at: "chains[\(index)].positions[\(position)].instances")
            }
            guard let number = firstWrong(of: instances, in: list, &scratch) else { continue }
            throw error(
                instances[number], "instance", at: "chains[\(index)].positions[\(position)].instances[\(number)]")
        }
    }

    /// Checks gains and what they make of the volumes.
    private func checkVolumes(of chain: Chain, at index: Int) throws(DistributionError) {
        let (volume, back) = (chain.volume, chain.reverseVolume)
        guard back >= 0, back <= Self.largestNumber, back <= volume * Self.largestNumber else {
            throw .init(
                .invalidNumber,
                "the volume is \(back); take 0 or more, and 0 where nothing goes forward",
                at: "chains[\(index)].reverseVolume")
        }
        var gain = 1.0
        for position in chain.positions.indices {
            gain *= chain.positions[position].gain
            guard isUsable(chain.positions[position].gain, product: gain, volume: volume) else {
                throw Self.badGain("gain", chain.positions[position].gain, position, of: index)
            }
        }
        var reverse = 1.0
        for position in chain.positions.indices.reversed() {
            reverse *= chain.positions[position].reverseGain
            guard isUsable(chain.positions[position].reverseGain, product: reverse, volume: back) else {
                throw Self.badGain("reverseGain", chain.positions[position].reverseGain, position, of: index)
            }
        }
    }

    private func isUsable(_ gain: Double, product: Double, volume: Double) -> Bool {
        gain > 0 && product >= 1 / Self.largestNumber && product <= Self.largestNumber
            && volume * product <= Self.largestNumber
    }

    private static func badGain(_ name: String, _ gain: Double, _ position: Int, of chain: Int) -> DistributionError {
        .init(
            .invalidNumber,
            "the gain is \(gain); gains are positive, and their product along the chain, alone and times the volume, "
                + "stays within 1e-15 to 1e15",
            at: "chains[\(chain)].positions[\(position)].\(name)")
    }

    /// The first site of a list that does not exist or is there twice.
    private func firstWrong(of list: [SiteID], in number: Int32, _ scratch: inout [Int32]) -> Int? {
        let count = sites.count
        return list.withUnsafeBufferPointer { list in
            scratch.withUnsafeMutableBufferPointer { scratch in
                list.firstIndex { site in
                    guard site.index >= 0, site.index < count, scratch[site.index] != number else { return true }
                    scratch[site.index] = number
                    return false
                }
            }
        }
    }

    private func isWrong(_ site: SiteID, in list: Int32, _ scratch: inout [Int32]) -> Bool {
        guard site.index >= 0, site.index < sites.count, scratch[site.index] != list else { return true }
        scratch[site.index] = list
        return false
    }

    private func error(_ site: SiteID, _ kind: String, at field: String) -> DistributionError {
        guard site.index >= 0, site.index < sites.count else {
            return .init(.unknownSite, "there is no site \(site.index) of \(sites.count); add it first", at: field)
        }
        let name = sites[site.index].name
        return .init(
            .duplicate, "site \(site.index) '\(name)' is among the \(kind)s of the chain twice; remove one", at: field)
    }
}

extension DistributionError {
    fileprivate static func missing(_ what: String, at field: String) -> Self {
        .init(.empty, "there is no \(what); give at least one", at: field)
    }
}
