import Testing

/// A way to spoil a problem of `stratos distribute`, and what must be said.
struct DistributeMistake: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let field: String
    var mention = ""

    var testDescription: String { "\(field): \(new)" }

    /// A problem with everything that the format has.
    static let good = """
        {"id": "t1", "racks": 11, "per_agg": 4, "cost": "hops", "leeway": 0.2,
         "instances": {"i0": 0, "i1": 3, "i2": 5, "in": 1, "out": 9},
         "bandwidth": {"0>9": 1000, "9>0": 5.5},
         "chains": [{"volume": 100, "sources": ["in"], "sinks": ["out"],
                     "positions": [["i0", "i1"], ["i2"]], "gain": [1.5, 1]}],
         "capacity": {"i0": 60}}
        """

    var text: String { Self.good.replacing(old, with: new) }

    static let all = ofNumbers + ofNames + ofShape + ofText

    private static let ofNumbers: [DistributeMistake] = [
        .init(old: "\"volume\": 100", new: "\"volume\": -1", field: "chains[0].volume", mention: "-1"),
        .init(old: "\"volume\": 100", new: "\"volume\": NaN", field: "chains[0].volume", mention: "'NaN'"),
        .init(old: "\"volume\": 100", new: "\"volume\": 1e999", field: "chains[0].volume", mention: "too large"),
        .init(old: "\"volume\": 100", new: "\"volume\": 1e300", field: "chains[0].volume"),
        .init(old: "\"volume\": 100", new: "\"volume\": \"100\"", field: "chains[0].volume", mention: "a string"),
        .init(old: "\"volume\": 100", new: "\"volume\": null", field: "chains[0].volume", mention: "null"),
        .init(old: "[1.5, 1]", new: "[1.5, 0]", field: "chains[0].gain[1]"),
        .init(old: "[1.5, 1]", new: "[-1, 1]", field: "chains[0].gain[0]"),
        .init(old: "[1.5, 1]", new: "[1.5, Infinity]", field: "chains[0].gain[1]", mention: "'Infinity'"),
        .init(old: "[1.5, 1]", new: "[1.5, 1e15]", field: "chains[0].gain[1]"),
        .init(old: "[1.5, 1]", new: "[1.5]", field: "chains[0].gain", mention: "1 gains for 2 positions"),
        .init(old: "\"leeway\": 0.2", new: "\"leeway\": 1.5", field: "leeway"),
        .init(old: "\"leeway\": 0.2", new: "\"leeway\": -0.1", field: "leeway"),
        .init(old: "\"racks\": 11", new: "\"racks\": 10.5", field: "racks"),
        .init(old: "\"racks\": 11", new: "\"racks\": -1", field: "racks"),
        .init(old: "\"racks\": 11", new: "\"racks\": 0", field: "instances.i0"),
        .init(old: "\"racks\": 11", new: "\"racks\": 9", field: "instances.out", mention: "0 to 8"),
        .init(old: "\"per_agg\": 4", new: "\"per_agg\": 0", field: "per_agg"),
        .init(old: "\"i1\": 3", new: "\"i1\": 11", field: "instances.i1"),
        .init(old: "\"i1\": 3", new: "\"i1\": -3", field: "instances.i1"),
        .init(old: "\"i1\": 3", new: "\"i1\": true", field: "instances.i1", mention: "a truth value"),
        .init(old: "{\"i0\": 60}", new: "{\"i0\": -60}", field: "capacity.i0"),
        .init(old: "\"9>0\": 5.5", new: "\"9>0\": -5.5", field: "bandwidth[\"9>0\"]"),
    ]

    private static let ofNames: [DistributeMistake] = [
        .init(old: "[\"i2\"]", new: "[\"i7\"]", field: "chains[0].positions[1][0]", mention: "'i7'"),
        .init(old: "[\"i2\"]", new: "[2]", field: "chains[0].positions[1][0]", mention: "a number"),
        .init(old: "[\"in\"]", new: "[\"inn\"]", field: "chains[0].sources[0]", mention: "'inn'"),
        .init(old: "[\"out\"]", new: "[\"out\", \"x\"]", field: "chains[0].sinks[1]"),
        .init(old: "{\"i0\": 60}", new: "{\"i9\": 60}", field: "capacity.i9"),
        .init(old: "{\"i0\": 60}", new: "{\"i0\": 60, \"i0\": 61}", field: "capacity.i0", mention: "twice"),
        .init(old: "\"i1\": 3", new: "\"i0\": 3", field: "instances.i0", mention: "twice"),
        .init(old: "\"i1\": 3", new: "\"\": 3", field: "instances[\"\"]", mention: "needs a name"),
        .init(old: "[\"i2\"]", new: "[\"i0\"]", field: "chains[0].positions[1][0]", mention: "twice"),
        .init(old: "[\"in\"]", new: "[\"in\", \"in\"]", field: "chains[0].sources[1]", mention: "twice"),
        .init(old: "[\"out\"]", new: "[\"out\", \"out\"]", field: "chains[0].sinks[1]", mention: "twice"),
        .init(old: "\"9>0\": 5.5", new: "\"0>9\": 5.5", field: "bandwidth[\"0>9\"]", mention: "already"),
        .init(old: "\"9>0\": 5.5", new: "\"9-0\": 5.5", field: "bandwidth[\"9-0\"]", mention: "0>9"),
        .init(old: "\"9>0\": 5.5", new: "\"09>0\": 5.5", field: "bandwidth[\"09>0\"]"),
        .init(old: "\"9>0\": 5.5", new: "\"9>0>1\": 5.5", field: "bandwidth[\"9>0>1\"]"),
        .init(old: "\"9>0\": 5.5", new: "\"9>11\": 5.5", field: "bandwidth[\"9>11\"]", mention: "no rack 11"),
        .init(old: "\"9>0\": 5.5", new: "\"9>9\": 5.5", field: "bandwidth[\"9>9\"]"),
        .init(old: "\"hops\"", new: "\"hop\"", field: "cost", mention: "\"hops\""),
        .init(old: "\"leeway\"", new: "\"leway\"", field: "leway", mention: "did you mean 'leeway'?"),
        .init(old: "\"gain\"", new: "\"gains\"", field: "chains[0].gains", mention: "did you mean 'gain'?"),
        .init(old: "\"id\": \"t1\"", new: "\"racks\": 11", field: "racks", mention: "twice"),
    ]

    private static let ofShape: [DistributeMistake] = [
        .init(old: "\"volume\": 100, ", new: "", field: "chains[0].volume", mention: "missing"),
        .init(old: "\"sources\": [\"in\"], ", new: "", field: "chains[0].sources", mention: "missing"),
        .init(old: "\"sinks\": [\"out\"],", new: "", field: "chains[0].sinks", mention: "missing"),
        .init(old: "\"positions\": [[\"i0\", \"i1\"], [\"i2\"]], ", new: "", field: "chains[0].positions"),
        .init(old: "\"racks\": 11, ", new: "", field: "racks", mention: "missing"),
        .init(old: "\"per_agg\": 4, ", new: "", field: "per_agg", mention: "hops"),
        .init(
            old: "\"instances\": {\"i0\": 0, \"i1\": 3, \"i2\": 5, \"in\": 1, \"out\": 9},", new: "", field: "instances"
        ),
        .init(old: "[\"i2\"]", new: "[]", field: "chains[0].positions[1]", mention: "no instance"),
        .init(old: "[[\"i0\", \"i1\"], [\"i2\"]]", new: "[]", field: "chains[0].positions", mention: "no position"),
        .init(old: "[\"in\"]", new: "[]", field: "chains[0].sources", mention: "no source"),
        .init(old: "[\"out\"]", new: "[]", field: "chains[0].sinks", mention: "no sink"),
        .init(old: "[\"in\"]", new: "\"in\"", field: "chains[0].sources", mention: "a string"),
        .init(old: "\"id\": \"t1\"", new: "\"id\": 1", field: "id", mention: "a number"),
        .init(old: "{\"i0\": 60}", new: "[60]", field: "capacity", mention: "an array"),
        .init(old: good, new: "[]", field: "", mention: "an array"),
        .init(old: good, new: "{}", field: "racks", mention: "missing"),
        .init(
            old: good, new: "{\"racks\": 1, \"instances\": {}, \"chains\": []}", field: "chains", mention: "no chain"),
    ]

    private static let ofText: [DistributeMistake] = [
        .init(old: good, new: "", field: "", mention: "ends"),
        .init(old: good, new: good + "x", field: "", mention: "follows"),
        .init(
            old: good, new: String(repeating: "[", count: 100_000), field: String(repeating: "[0]", count: 32),
            mention: "too deeply"),
        .init(old: "[1.5, 1]", new: "[1.5, 01]", field: "chains[0].gain[1]", mention: "leading zeros"),
        .init(old: "[1.5, 1]", new: "[1., 1]", field: "chains[0].gain[0]", mention: "digit"),
        .init(old: "[1.5, 1]", new: "[+1, 1]", field: "chains[0].gain[0]"),
        .init(old: "[1.5, 1]", new: "[1, ]", field: "chains[0].gain[1]"),
        .init(old: "[1.5, 1]", new: "[1.5 1]", field: "chains[0].gain", mention: "comma"),
        .init(old: "\"volume\": 100", new: "\"volume\" 100", field: "chains[0].volume", mention: "colon"),
        .init(old: "\"t1\"", new: "\"t1", field: "", mention: "comma"),
        .init(old: "\"t1\"", new: "\"\\x\"", field: "id", mention: "escape"),
        .init(old: "\"t1\"", new: "\"\\ud83d\"", field: "id", mention: "surrogate"),
    ]
}
