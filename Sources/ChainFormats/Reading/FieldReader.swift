internal import ServiceChaining

/// The keys of one mapping, and typed access to their values; whatever is wrong goes to the reader's problems.
struct Fields {
    var path: PolicyPath
    var mark: DocumentMark
    var entries: [String: DocumentNode]

    func node(_ key: String) -> DocumentNode? { entries[key] }
    func has(_ key: String) -> Bool { entries[key] != nil }
}

extension PolicyReader {
    /// Reads a mapping whose keys are known; reports the unknown and the missing ones.
    mutating func fields(
        _ node: DocumentNode, at path: PolicyPath, required: [String], optional: [String] = []
    ) -> Fields? {
        guard case .mapping(let entries) = node.content else {
            wrongType(node, at: path, expected: "a mapping with \(list(required))")
            problems.doubtNames(at: path)
            return nil
        }
        let known = required + optional
        for entry in entries where !known.contains(entry.key) {
            report(
                .unknownKey, at: path[entry.key], entry.keyMark, "there is no key '\(entry.key.prefix(60))' here",
                fix: suggestion(for: entry.key, among: known, else: "the keys are \(list(known))"))
        }
        let values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        for key in required where values[key] == nil {
            report(.missingKey, at: path[key], node.mark, "the key '\(key)' is missing", fix: "add '\(key): ...'")
            if key == "name" { problems.doubtNames(at: path) }
        }
        return Fields(path: path, mark: node.mark, entries: values)
    }

    /// Reads each element of a list; a missing key is an empty list.
    mutating func elements<Element>(
        _ key: String, of fields: Fields, _ read: (inout PolicyReader, DocumentNode, PolicyPath) -> Element?
    ) -> [Element] {
        guard let node = fields.node(key) else { return [] }
        let path = fields.path[key]
        guard case .list(let nodes) = node.content else {
            wrongType(node, at: path, expected: "a list")
            problems.doubtNames(at: path)
            return []
        }
        return nodes.enumerated().compactMap { read(&self, $1, path[$0]) }
    }

    /// The text of a key; `nil` where the key is absent (which ``fields(_:at:required:optional:)`` reports) or wrong.
    mutating func text(_ key: String, of fields: Fields) -> String? {
        fields.node(key).flatMap { text($0, at: fields.path[key]) }
    }

    mutating func text(_ node: DocumentNode, at path: PolicyPath) -> String? {
        switch node.content {
        case .scalar(let text, .plain), .scalar(let text, .quoted): return text
        default:
            wrongType(node, at: path, expected: "a text")
            return nil
        }
    }

    /// A name; an empty stand-in, whose element is not judged further, where there is none to read.
    mutating func name(_ key: String, of fields: Fields) -> String {
        if let name = text(key, of: fields) { return name }
        problems.doubtNames(at: fields.path)
        return ""
    }

    /// A value that is written as text or, where it looks like one, as a number.
    ///
    /// - Parameter quotes: False for what is a number and nothing else, so that `"5"` is refused.
    mutating func value<Value>(
        _ node: DocumentNode, at path: PolicyPath, _ code: PolicyDiagnostic.Code, what: String, fix: String,
        quotes: Bool = true, _ parse: (String) -> Value?
    ) -> Value? {
        switch node.content {
        case .scalar(let text, let kind) where kind != .keyword && (quotes || kind != .quoted):
            if let value = parse(text) { return value }
            report(code, at: path, node.mark, "'\(text.prefix(60))' is no \(what)", fix: fix)
        default:
            let article = what.first.map { "aeiouI".contains($0) } == true ? "an" : "a"
            wrongType(node, at: path, expected: "\(article) \(what)", fix: quotes ? fix : fix + ", without quotes")
        }
        return nil
    }

    mutating func value<Value>(
        _ key: String, of fields: Fields, _ code: PolicyDiagnostic.Code, what: String, fix: String,
        quotes: Bool = true, _ parse: (String) -> Value?
    ) -> Value? {
        fields.node(key).flatMap { value($0, at: fields.path[key], code, what: what, fix: fix, quotes: quotes, parse) }
    }

    /// One of a few words; the fallback where the key is absent or wrong.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of fields: Fields, default fallback: Choice
    ) -> Choice where Choice.RawValue == String {
        choice(key, of: fields) ?? fallback
    }

    /// One of a few words; `nil` where the key is absent or wrong.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of fields: Fields
    ) -> Choice? where Choice.RawValue == String {
        guard let node = fields.node(key), let word = text(node, at: fields.path[key]) else { return nil }
        if let choice = Choice(rawValue: word) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        report(
            .invalidChoice, at: fields.path[key], node.mark, "'\(word.prefix(60))' is no choice for '\(key)'",
            fix: suggestion(for: word, among: words, else: "use \(words.joined(separator: ", or "))"))
        return nil
    }

    mutating func wrongType(_ node: DocumentNode, at path: PolicyPath, expected: String, fix: String? = nil) {
        let last = path.components.last { if case .key = $0 { true } else { false } }
        let owner = if case .key(let key)? = last { "'\(key)'" } else { "the document" }
        report(
            .wrongType, at: path, node.mark, "\(node.kindName) stands where \(owner) needs \(expected)",
            fix: fix ?? "write \(expected) here")
    }

    mutating func report(
        _ code: PolicyDiagnostic.Code, at path: PolicyPath, _ mark: DocumentMark, _ message: String, fix: String
    ) {
        problems.add(PolicyDiagnostic(code, at: path, message, fix: fix), at: mark)
    }

    private func list(_ keys: [String]) -> String { keys.map { "'\($0)'" }.joined(separator: ", ") }
}
