internal import ServiceChaining
private import Yams

/// Reads YAML 1.1 with Yams and keeps the place of every value.
///
/// Anchors, and with them aliases, are refused before anything is composed: a few lines of them can stand for billions
/// of values, and a policy file has no need of them.
enum YAMLParser {
    /// - Throws: `syntax`, `duplicate-key`, `nesting-too-deep`, `anchors-not-supported`.
    static func parse(_ text: String) throws(SyntaxError) -> DocumentNode {
        try refuseAnchors(in: text)
        return try DeepStack.run { () throws(SyntaxError) in try composed(text) }
    }

    private static func composed(_ text: String) throws(SyntaxError) -> DocumentNode {
        let root: Node?
        do {
            // The line ends at the end keep the text out of the small-string form, whose storage the C parser cannot
            // point into. Keys are compared as text: no resolver.
            root = try compose(yaml: text + String(repeating: "\n", count: 16), .basic, .default, .utf8)
        } catch let error as YamlError {
            throw syntaxError(error, in: text)
        } catch {
            throw SyntaxError(
                .syntax, at: DocumentMark(line: 1, column: 1), "this is not YAML: \(error)", fix: generalFix)
        }
        guard let root else {
            return DocumentNode(mark: DocumentMark(line: 1, column: 1), content: .scalar("", .keyword))
        }
        return try convert(root, depth: 0)
    }

    private static let generalFix = "correct the text at this place; quote texts with ': ', '#' or brackets in them"

    private static func convert(_ node: Node, depth: Int) throws(SyntaxError) -> DocumentNode {
        let mark = DocumentMark(node.mark)
        guard depth <= DocumentLimits.depth else { throw tooDeep(mark) }
        switch node {
        case .scalar(let scalar): return DocumentNode(mark: mark, content: convert(scalar))
        case .sequence(let sequence):
            var nodes: [DocumentNode] = []
            for element in sequence { nodes.append(try convert(element, depth: depth + 1)) }
            return DocumentNode(mark: mark, content: .list(nodes))
        case .mapping(let mapping):
            var entries: [DocumentEntry] = []
            for (key, value) in mapping {
                guard let name = key.scalar?.string else {
                    throw SyntaxError(
                        .syntax, at: DocumentMark(key.mark), "a key is a list or a mapping", fix: generalFix)
                }
                let converted = try convert(value, depth: depth + 1)
                entries.append(DocumentEntry(key: name, keyMark: DocumentMark(key.mark), value: converted))
            }
            return DocumentNode(mark: mark, content: .mapping(entries))
        case .alias: throw anchors(mark)
        }
    }

    private static func convert(_ scalar: Node.Scalar) -> DocumentNode.Content {
        guard scalar.style == .plain || scalar.style == .any else { return .scalar(scalar.string, .quoted) }
        let isNull = ["", "~", "null", "Null", "NULL"].contains(scalar.string)
        return .scalar(scalar.string, isNull ? .keyword : .plain)
    }

    // MARK: Refusals

    /// An anchor is `&` and a name, wherever a value may start. In the middle of a word it is a letter like any other.
    private static func refuseAnchors(in text: String) throws(SyntaxError) {
        var mark = DocumentMark(line: 1, column: 1)
        var previous: Unicode.Scalar = "\n"
        var candidate: DocumentMark?
        for scalar in text.unicodeScalars {
            if let candidate, isAnchorLetter(scalar) { throw anchors(candidate) }
            candidate = scalar == "&" && !isWordLetter(previous) ? mark : nil
            previous = scalar
            if scalar == "\n" {
                mark = DocumentMark(line: mark.line + 1, column: 1)
            } else {
                mark.column += 1
            }
        }
    }

    /// True where YAML would take `&` and what follows for an anchor if a value may start there.
    static func startsAnchor(after previous: Unicode.Scalar, before next: Unicode.Scalar) -> Bool {
        !isWordLetter(previous) && isAnchorLetter(next)
    }

    private static func isWordLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    private static func isAnchorLetter(_ scalar: Unicode.Scalar) -> Bool {
        isWordLetter(scalar) || scalar == "_" || scalar == "-"
    }

    private static func anchors(_ mark: DocumentMark) -> SyntaxError {
        SyntaxError(
            .anchorsNotSupported, at: mark, "anchors and aliases are not read",
            fix: "write the value out wherever it is used; in a quoted text write '\\x26' for '&'")
    }

    private static func tooDeep(_ mark: DocumentMark) -> SyntaxError {
        SyntaxError(
            .nestingTooDeep, at: mark, "lists and mappings are nested more than \(DocumentLimits.depth) deep",
            fix: "a policy needs nine levels; look for a bracket that is never closed")
    }

    private static func syntaxError(_ error: YamlError, in text: String) -> SyntaxError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let start = context.map { " (\($0.text) that starts at \($0.mark.line):\($0.mark.column))" } ?? ""
            if problem.contains("nesting level") || problem.contains("maximum") { return tooDeep(DocumentMark(mark)) }
            let isOddCharacter = problem.contains("cannot start any token")
            return SyntaxError(
                .syntax, at: DocumentMark(mark), "this is not YAML: \(problem)\(start)",
                fix: isOddCharacter
                    ? "indent with spaces, not tabs; quote texts that start with '@', '`' or '%'" : generalFix)
        case .duplicatedKeysInMapping(let keys, let context):
            return SyntaxError(
                .duplicateKey, at: DocumentMark(context.mark),
                "the key '\(keys.first?.prefix(60) ?? "")' stands twice in one mapping", fix: "remove one of the two")
        case .reader(let problem, let offset, _, _):
            return SyntaxError(
                .syntax, at: DocumentMark(offset: offset ?? 0, in: text), "this is not YAML: \(problem)",
                fix: "remove the control character, or write it as '\\xNN' in double quotes")
        default:
            return SyntaxError(
                .syntax, at: DocumentMark(line: 1, column: 1), "this is not YAML: \(error)", fix: generalFix)
        }
    }
}

extension DocumentMark {
    fileprivate init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    fileprivate init(offset: Int, in text: String) {
        let before = text.prefix(max(0, offset)).unicodeScalars
        let lastLine = before.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0
        self.init(line: before.count { $0 == "\n" } + 1, column: lastLine + 1)
    }
}
