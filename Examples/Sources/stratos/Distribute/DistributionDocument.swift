internal import FlowDistribution

/// A flow distribution problem as JSON.
///
/// `racks`, `instances` and `chains` are needed; of a chain `volume`, `sources`, `sinks` and `positions`. Without more
/// the cost is binary, the leeway 0.2, every gain 1, and nothing is limited.
struct DistributionDocument {
    let id: String?
    let problem: DistributionProblem

    private static let keys = [
        "id", "racks", "per_agg", "cost", "leeway", "instances", "bandwidth", "chains", "capacity",
    ]

    /// - Parameter cloud: the tree of the last problem.
    /// - Throws: ``JSONMistake`` with the field.
    init(_ value: JSONValue, cloud: inout CloudTree?) throws(JSONMistake) {
        let fields = try JSONFields(value, keys: Self.keys)
        id = try fields.optional("id") { value throws(JSONMistake) in try value.string() }
        let racks = try fields.required("racks") { value throws(JSONMistake) in
            try value.integer(in: 0...DistributionReading.mostRacks)
        }
        var reading = DistributionReading(rackCount: racks)
        try reading.readCost(fields, cloud: &cloud)
        if let leeway = try fields.optional("leeway", DistributionReading.leeway) { reading.problem.leeway = leeway }
        try fields.required("instances") { value throws(JSONMistake) in try reading.readSites(value) }
        _ = try fields.optional("capacity") { value throws(JSONMistake) in try reading.readCapacities(value) }
        _ = try fields.optional("bandwidth") { value throws(JSONMistake) in try reading.readBandwidth(value) }
        try fields.required("chains") { value throws(JSONMistake) in try reading.readChains(value) }
        problem = try reading.validated()
    }
}
