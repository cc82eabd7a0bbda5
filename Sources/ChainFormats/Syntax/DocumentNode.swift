internal import ServiceChaining

/// A place in a file, counted from 1; columns count Unicode scalars.
public struct DocumentMark: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (a: DocumentMark, b: DocumentMark) -> Bool { (a.line, a.column) < (b.line, b.column) }

    public var description: String { "\(line):\(column)" }
}

/// A parsed file before it has a meaning: the same for YAML and JSON.
struct DocumentNode: Sendable {
    var mark: DocumentMark
    var content: Content

    enum Content: Sendable {
        case scalar(String, ScalarKind)
        case list([DocumentNode])
        case mapping([DocumentEntry])
    }

    /// How a scalar was written.
    enum ScalarKind: Sendable {
        /// YAML without quotes: text or number, as the reader needs it.
        case plain
        case quoted
        /// A JSON number.
        case number
        /// JSON's `true`, `false`, `null`; YAML's null.
        case keyword
    }

    /// What it is, for messages.
    var kindName: String {
        switch content {
        case .scalar(let text, .keyword): text.isEmpty ? "nothing" : "'\(text)'"
        case .scalar(let text, .quoted): "the text \"\(text.prefix(60))\""
        case .scalar(let text, _): "'\(text.prefix(60))'"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The mark of the node at a path, or of the nearest one above it.
    func mark(at path: [PolicyPath.Component]) -> DocumentMark {
        var node = self
        for component in path {
            switch (component, node.content) {
            case (.key(let key), .mapping(let entries)):
                guard let entry = entries.first(where: { $0.key == key }) else { return node.mark }
                node = entry.value
            case (.index(let index), .list(let nodes)):
                guard nodes.indices.contains(index) else { return node.mark }
                node = nodes[index]
            default: return node.mark
            }
        }
        return node.mark
    }
}

struct DocumentEntry: Sendable {
    var key: String
    var keyMark: DocumentMark
    var value: DocumentNode
}
