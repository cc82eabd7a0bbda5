internal import CloudTopology
internal import FlowDistribution

/// The parts of a problem, taken from JSON one after the other.
struct DistributionReading {
    var problem: DistributionProblem
    private(set) var sites: [String: SiteID] = [:]

    static let mostRacks = 1 << 24

    init(rackCount: Int) {
        problem = DistributionProblem(rackCount: rackCount)
    }

    mutating func readCost(_ fields: JSONFields, cloud: inout CloudTree?) throws(JSONMistake) {
        let isHops = try fields.optional("cost", Self.isHops) ?? false
        let group = try fields.optional("per_agg") { value throws(JSONMistake) in
            try value.integer(in: 1...Self.mostRacks)
        }
        guard isHops else { return }
        guard let group else { throw fields.missing("per_agg", "hops need it: racks under one switch") }
        if cloud?.racks != problem.rackCount || cloud?.group != group {
            cloud = CloudTree(racks: problem.rackCount, group: group)
        }
        problem.cost = .hops
        problem.tree = cloud?.tree
    }

    private static func isHops(_ value: JSONValue) throws(JSONMistake) -> Bool {
        switch try value.string() {
        case "binary": return false
        case "hops": return true
        case let other: throw value.mistake("'\(other)' is no cost; write \"binary\" or \"hops\"")
        }
    }

    static func leeway(_ value: JSONValue) throws(JSONMistake) -> Double {
        let leeway = try value.number()
        guard (0...1).contains(leeway) else { throw value.mistake("the leeway is \(leeway); write 0 to 1") }
        return leeway
    }

    mutating func readSites(_ value: JSONValue) throws(JSONMistake) {
        let members = try value.object()
        problem.sites.reserveCapacity(members.count)
        sites.reserveCapacity(members.count)
        for member in members {
            let rack: Int
            do { rack = try rackNumber(member.value) } catch { throw error.inside(member.key) }
            let site = problem.addSite(member.key, in: RackID(rack))
            guard !member.key.isEmpty, sites.updateValue(site, forKey: member.key) == nil else {
                let message = member.key.isEmpty ? "an instance needs a name" : "this name is here twice; rename one"
                throw JSONMistake(message: message, offset: member.offset).inside(member.key)
            }
        }
    }

    private func rackNumber(_ value: JSONValue) throws(JSONMistake) -> Int {
        guard problem.rackCount > 0 else { throw value.mistake("there are no racks; raise 'racks'") }
        return try value.integer(in: 0...problem.rackCount - 1)
    }

    mutating func readCapacities(_ value: JSONValue) throws(JSONMistake) {
        var seen: Set<String> = []
        for member in try value.object() {
            try inside(member.key) { () throws(JSONMistake) in
                guard let site = sites[member.key] else { throw unknown(member.key, at: member.offset) }
                guard seen.insert(member.key).inserted else {
                    throw JSONMistake(message: "this instance is here twice; keep one", offset: member.offset)
                }
                problem.sites[site.index].capacity = try Self.amount(member.value, "capacity")
            }
        }
    }

    mutating func readBandwidth(_ value: JSONValue) throws(JSONMistake) {
        let members = try value.object()
        problem.bandwidthLimits.reserveCapacity(members.count)
        for member in members {
            do {
                let pair = try rackPair(member)
                let bandwidth = try Self.amount(member.value, "bandwidth")
                problem.bandwidthLimits.append(.init(pair, available: bandwidth))
            } catch {
                throw error.inside(member.key)
            }
        }
    }

    /// The racks of a key `a>b`.
    private func rackPair(_ member: JSONValue.Member) throws(JSONMistake) -> RackPair {
        let parts = member.key.utf8.split(separator: UInt8(ascii: ">"), omittingEmptySubsequences: false)
        guard parts.count == 2, let from = Self.rack(parts[0]), let to = Self.rack(parts[1]) else {
            throw JSONMistake(message: "write two rack numbers as \"0>9\"", offset: member.offset)
        }
        guard from < problem.rackCount, to < problem.rackCount else {
            throw JSONMistake(
                message: "there is no rack \(max(from, to)); 'racks' is \(problem.rackCount)", offset: member.offset)
        }
        guard from != to else {
            throw JSONMistake(message: "a rack has no way to itself that could be full", offset: member.offset)
        }
        return RackPair(from: RackID(from), to: RackID(to))
    }

    /// Digits without leading zeros, so that there is one way to write a pair.
    private static func rack(_ digits: Substring.UTF8View) -> Int? {
        guard digits.count <= 8, digits.first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(Substring(digits))
    }

    /// A number that is not negative.
    static func amount(_ value: JSONValue, _ what: String) throws(JSONMistake) -> Double {
        let amount = try value.number()
        guard amount >= 0 else { throw value.mistake("the \(what) is \(amount); write 0 or more") }
        return amount
    }

    func unknown(_ name: String, at offset: Int) -> JSONMistake {
        JSONMistake(message: "there is no '\(name)' in 'instances'; add it with its rack", offset: offset)
    }
}

/// The tree of the last problem: those of a stream are mostly of one cloud.
struct CloudTree {
    let racks: Int
    let group: Int
    let tree: RackTree

    init(racks: Int, group: Int) {
        (self.racks, self.group) = (racks, group)
        tree = RackTree(racks: racks, racksPerAggregation: group)
    }
}
