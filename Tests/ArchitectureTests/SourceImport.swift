import Foundation

/// One `import` line of a source file.
struct SourceImport: Equatable {
    var module: String
    /// `public`, `package`, `internal`, `fileprivate`, `private`, or nil when the line has none.
    var accessLevel: String?

    /// The imports of a file, outside of string literals of several lines and of comments at the start of a line.
    static func all(in source: String) -> [SourceImport] {
        var insideString = false
        return source.components(separatedBy: "\n").compactMap { line in
            let delimiters = line.components(separatedBy: #"""""#).count - 1
            defer { if delimiters % 2 == 1 { insideString.toggle() } }
            return insideString ? nil : SourceImport(line: line)
        }
    }

    private static let accessLevels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]

    init(module: String, accessLevel: String?) {
        self.module = module
        self.accessLevel = accessLevel
    }

    init?(line: String) {
        var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ";" }).map(String.init)[...]
        while words.first?.hasPrefix("@") == true { words.removeFirst() }
        accessLevel = words.first.flatMap { Self.accessLevels.contains($0) ? $0 : nil }
        if accessLevel != nil { words.removeFirst() }
        guard words.popFirst() == "import" else { return nil }
        if let kind = words.first, Self.kinds.contains(kind) { words.removeFirst() }
        guard let path = words.first else { return nil }
        module = String(path.prefix { $0 != "." })
    }
}
