/// The values of an object of which all keys are known.
struct JSONFields {
    private let keys: [String]
    private var values: [JSONValue?]
    private let object: JSONValue

    /// - Throws: ``JSONMistake`` where the value is no object, a key is unknown or is there twice.
    init(_ value: JSONValue, keys: [String]) throws(JSONMistake) {
        (object, self.keys) = (value, keys)
        values = Array(repeating: nil, count: keys.count)
        for member in try value.object() {
            guard let index = keys.firstIndex(of: member.key) else {
                throw JSONMistake(message: Self.unknown(member.key, keys), offset: member.offset).inside(member.key)
            }
            guard values[index] == nil else {
                throw JSONMistake(message: "this key is here twice", offset: member.offset).inside(member.key)
            }
            values[index] = member.value
        }
    }

    /// What is done with the value of a key, nil where there is none; mistakes in it are mistakes of that field.
    func optional<Result>(
        _ key: String, _ read: (JSONValue) throws(JSONMistake) -> Result
    ) throws(JSONMistake) -> Result? {
        guard let index = keys.firstIndex(of: key), let value = values[index] else { return nil }
        do { return try read(value) } catch { throw error.inside(key) }
    }

    /// The same for a key that must be there.
    func required<Result>(
        _ key: String, _ read: (JSONValue) throws(JSONMistake) -> Result
    ) throws(JSONMistake) -> Result {
        guard let result = try optional(key, read) else {
            throw missing(key, "the field is missing")
        }
        return result
    }

    func missing(_ key: String, _ message: String) -> JSONMistake {
        object.mistake(message).inside(key)
    }

    private static func unknown(_ key: String, _ keys: [String]) -> String {
        let nearest = keys.min { distance($0, key) < distance($1, key) }
        let isNear = nearest.map { distance($0, key) <= max(2, key.count / 3) } ?? false
        let hint = isNear ? "did you mean '\(nearest ?? "")'?" : "known are \(keys.joined(separator: ", "))"
        return "there is no such field; \(hint)"
    }

    /// How many letters must be changed, added or removed (Levenshtein).
    private static func distance(_ first: String, _ second: String) -> Int {
        let letters = Array(second.prefix(64))
        var row = Array(0...letters.count)
        for (line, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in letters.enumerated() {
                let changed = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
            }
        }
        return row[letters.count]
    }
}
