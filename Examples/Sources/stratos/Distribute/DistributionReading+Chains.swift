internal import FlowDistribution

extension DistributionReading {
    mutating func readChains(_ value: JSONValue) throws(JSONMistake) {
        let chains = try value.array()
        guard !chains.isEmpty else { throw value.mistake("there is no chain; give at least one") }
        for (index, chain) in chains.enumerated() {
            do { problem.chains.append(try self.chain(chain, index)) } catch { throw error.inside(index) }
        }
    }

    private func chain(_ value: JSONValue, _ index: Int) throws(JSONMistake) -> DistributionProblem.Chain {
        let fields = try JSONFields(value, keys: ["volume", "sources", "sinks", "positions", "gain"])
        let volume = try fields.required("volume") { value throws(JSONMistake) in
            try Self.amount(value, "volume")
        }
        let sources = try fields.required("sources") { value throws(JSONMistake) in try siteList(value, "source") }
        let sinks = try fields.required("sinks") { value throws(JSONMistake) in try siteList(value, "sink") }
        var positions = try fields.required("positions") { value throws(JSONMistake) in try self.positions(value) }
        _ = try fields.optional("gain") { value throws(JSONMistake) in try readGains(value, into: &positions) }
        let share = volume / Double(sources.count)
        return .init("chain \(index)", from: sources.map { .init($0, volume: share) }, through: positions, to: sinks)
    }

    private func positions(_ value: JSONValue) throws(JSONMistake) -> [DistributionProblem.Position] {
        let lists = try value.array()
        guard !lists.isEmpty else { throw value.mistake("there is no position; give at least one") }
        var positions: [DistributionProblem.Position] = []
        positions.reserveCapacity(lists.count)
        for (index, list) in lists.enumerated() {
            let instances: [SiteID]
            do { instances = try siteList(list, "instance") } catch { throw error.inside(index) }
            positions.append(.init(instances))
        }
        return positions
    }

    /// Names of sites, at least one.
    private func siteList(_ value: JSONValue, _ kind: String) throws(JSONMistake) -> [SiteID] {
        let names = try value.array()
        guard !names.isEmpty else { throw value.mistake("there is no \(kind); give at least one") }
        var list: [SiteID] = []
        list.reserveCapacity(names.count)
        for (index, name) in names.enumerated() {
            do throws(JSONMistake) {
                let text = try name.string()
                guard let site = sites[text] else { throw unknown(text, at: name.offset) }
                list.append(site)
            } catch {
                throw error.inside(index)
            }
        }
        return list
    }

    private func readGains(
        _ value: JSONValue, into positions: inout [DistributionProblem.Position]
    ) throws(JSONMistake) {
        let gains = try value.array()
        guard gains.count == positions.count else {
            throw value.mistake("there are \(gains.count) gains for \(positions.count) positions; give one for each")
        }
        for (index, gain) in gains.enumerated() {
            try inside(index) { () throws(JSONMistake) in
                positions[index].gain = try gain.number()
                guard positions[index].gain > 0 else {
                    throw gain.mistake("the gain is \(positions[index].gain); write a positive number")
                }
            }
        }
    }

    /// The problem, checked as a whole: duplicates, and numbers that go wrong together.
    func validated() throws(JSONMistake) -> DistributionProblem {
        do {
            try problem.validate()
            return problem
        } catch {
            throw JSONMistake(message: error.message, offset: nil, field: field(error.field))
        }
    }

    /// The field of the JSON from which a field of the problem comes.
    private func field(_ field: String) -> String {
        let numbers = field.split { !$0.isNumber }.compactMap { Int($0) }
        guard let first = numbers.first else { return field == "rackCount" ? "racks" : field }
        let second = numbers.count > 1 ? numbers[1] : 0
        if field.hasPrefix("sites[") {
            let key = field.hasSuffix("capacity") ? "capacity" : "instances"
            return JSONMistake(message: "", offset: nil).inside(problem.sites[first].name).inside(key).field
        }
        if field.hasPrefix("bandwidthLimits[") {
            return JSONMistake(message: "", offset: nil).inside("\(problem.bandwidthLimits[first].pair)")
                .inside("bandwidth").field
        }
        if field.hasSuffix(".gain") { return "chains[\(first)].gain[\(second)]" }
        if field.hasSuffix(".volume") { return "chains[\(first)].volume" }
        if field.hasSuffix(".site") { return String(field.dropLast(5)) }
        return field.replacing(".instances", with: "")
    }
}
