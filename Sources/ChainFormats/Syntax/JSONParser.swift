internal import ServiceChaining

/// A strict reader of JSON (RFC 8259) that keeps the place of every value.
struct JSONParser {
    private let text: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var lineStart = 0

    /// - Throws: `syntax`, `duplicate-key`, `nesting-too-deep`.
    static func parse(_ text: String) throws(SyntaxError) -> DocumentNode {
        var parser = JSONParser(text: Array(text.unicodeScalars))
        parser.skipSpace()
        let root = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.peek == nil else {
            throw parser.unexpected("after the end of the document", fix: "remove what follows the last brace")
        }
        return root
    }

    private init(text: [Unicode.Scalar]) {
        self.text = text
    }

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }
    private var mark: DocumentMark { DocumentMark(line: line, column: position - lineStart + 1) }

    private mutating func advance() {
        guard position < text.count else { return }
        let isNewline = text[position] == "\n"
        position += 1
        if isNewline {
            line += 1
            lineStart = position
        }
    }

    private mutating func skipSpace() {
        while let next = peek, next == " " || next == "\n" || next == "\t" || next == "\r" { advance() }
    }

    private func unexpected(_ place: String, fix: String) -> SyntaxError {
        let found = peek.map { "'\(Character($0))'" } ?? "the end of the file"
        return SyntaxError(.syntax, at: mark, "this is not JSON: \(found) \(place)", fix: fix)
    }

    private mutating func value(depth: Int) throws(SyntaxError) -> DocumentNode {
        guard depth <= DocumentLimits.depth else {
            throw SyntaxError(
                .nestingTooDeep, at: mark, "lists and mappings are nested more than \(DocumentLimits.depth) deep",
                fix: "a policy needs nine levels; look for a bracket that is never closed")
        }
        let start = mark
        switch peek {
        case "{": return DocumentNode(mark: start, content: .mapping(try object(depth: depth + 1)))
        case "[": return DocumentNode(mark: start, content: .list(try array(depth: depth + 1)))
        case "\"": return DocumentNode(mark: start, content: .scalar(try string(), .quoted))
        case .some(let next) where next == "-" || ("0"..."9").contains(next):
            return DocumentNode(mark: start, content: .scalar(try number(), .number))
        default:
            for keyword in ["true", "false", "null"] where take(keyword) {
                return DocumentNode(mark: start, content: .scalar(keyword, .keyword))
            }
            throw unexpected(
                "where a value is to start", fix: "put text in double quotes; YAML belongs in a .yaml file")
        }
    }

    private mutating func take(_ word: String) -> Bool {
        let scalars = Array(word.unicodeScalars)
        guard text[position...].starts(with: scalars) else { return false }
        position += scalars.count
        return true
    }

    private mutating func object(depth: Int) throws(SyntaxError) -> [DocumentEntry] {
        advance()
        skipSpace()
        var entries: [DocumentEntry] = []
        var keys: Set<String> = []
        if peek == "}" {
            advance()
            return entries
        }
        while true {
            skipSpace()
            let keyMark = mark
            guard peek == "\"" else {
                throw unexpected("where a key is to start", fix: "put keys in double quotes, and no comma before '}'")
            }
            let key = try string()
            guard keys.insert(key).inserted else {
                throw SyntaxError(
                    .duplicateKey, at: keyMark, "the key '\(key.prefix(60))' stands twice in one mapping",
                    fix: "remove one of the two")
            }
            skipSpace()
            guard peek == ":" else {
                throw unexpected("after the key '\(key.prefix(60))'", fix: "put ':' after the key")
            }
            advance()
            skipSpace()
            entries.append(DocumentEntry(key: key, keyMark: keyMark, value: try value(depth: depth)))
            if try closes("}") { return entries }
        }
    }

    private mutating func array(depth: Int) throws(SyntaxError) -> [DocumentNode] {
        advance()
        skipSpace()
        var nodes: [DocumentNode] = []
        if peek == "]" {
            advance()
            return nodes
        }
        while true {
            skipSpace()
            nodes.append(try value(depth: depth))
            if try closes("]") { return nodes }
        }
    }

    /// After an element: true at the closing bracket, false at a comma.
    private mutating func closes(_ bracket: Unicode.Scalar) throws(SyntaxError) -> Bool {
        skipSpace()
        guard peek == bracket || peek == "," else {
            throw unexpected("where ',' or '\(Character(bracket))' is to follow", fix: "separate elements with ','")
        }
        let closed = peek == bracket
        advance()
        return closed
    }

    private mutating func number() throws(SyntaxError) -> String {
        let start = position
        if peek == "-" { advance() }
        let integer = try digits()
        guard integer == 1 || text[position - integer] != "0" else {
            throw unexpected("after a number with leading zeros", fix: "remove the leading zeros")
        }
        if peek == "." {
            advance()
            _ = try digits()
        }
        if peek == "e" || peek == "E" {
            advance()
            if peek == "+" || peek == "-" { advance() }
            _ = try digits()
        }
        return String(String.UnicodeScalarView(text[start..<position]))
    }

    private mutating func digits() throws(SyntaxError) -> Int {
        let start = position
        while let next = peek, ("0"..."9").contains(next) { advance() }
        guard position > start else { throw unexpected("where a digit is to stand", fix: "write the number in full") }
        return position - start
    }

    private mutating func string() throws(SyntaxError) -> String {
        advance()
        var result = String.UnicodeScalarView()
        while let next = peek, next != "\"" {
            guard next.value >= 0x20 else {
                throw unexpected(
                    "inside a text", fix: "end the text with '\"' on its line, or write '\\n' for a new line")
            }
            advance()
            result.append(next == "\\" ? try escape() : next)
        }
        guard peek != nil else { throw unexpected("inside a text", fix: "end the text with '\"'") }
        advance()
        return String(result)
    }

    private mutating func escape() throws(SyntaxError) -> Unicode.Scalar {
        let plain: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        ]
        if let next = peek, let scalar = plain[next] {
            advance()
            return scalar
        }
        guard peek == "u" else { throw unexpected("after '\\'", fix: "write '\\\\' for a backslash") }
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, peek == "\\" else { throw lonelySurrogate }
        advance()
        guard peek == "u" else { throw lonelySurrogate }
        let low = try codeUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar((high - 0xD800) << 10 + low - 0xDC00 + 0x10000)
        else { throw lonelySurrogate }
        return scalar
    }

    private var lonelySurrogate: SyntaxError {
        unexpected("after half of a surrogate pair", fix: "write both halves, as in '\\ud83d\\ude00'")
    }

    /// The four hexadecimal digits after the `u` at the current place.
    private mutating func codeUnit() throws(SyntaxError) -> UInt32 {
        advance()
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let next = peek, next.isASCII, let digit = Character(next).hexDigitValue else {
                throw unexpected("within '\\u'", fix: "write four hexadecimal digits after '\\u'")
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }
}
