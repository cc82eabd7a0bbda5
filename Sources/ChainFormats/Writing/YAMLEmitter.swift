/// Writes a document as YAML.
enum YAMLEmitter {
    static func text(of document: OutputValue) -> String {
        var text = ""
        block(document, indent: 0, into: &text)
        return text
    }

    /// Writes a value that starts on a line of its own at the indent.
    private static func block(_ value: OutputValue, indent: Int, into text: inout String) {
        let margin = String(repeating: " ", count: indent)
        switch value {
        case .mapping(let entries, .block) where !entries.isEmpty:
            for (index, entry) in entries.enumerated() {
                if index > 0 { text += margin }
                text += entry.key + ":"
                if entry.value.isBlock {
                    text += "\n" + margin + "  "
                    block(entry.value, indent: indent + 2, into: &text)
                } else {
                    text += " " + inline(entry.value) + "\n"
                }
            }
        case .list(let values, .block) where !values.isEmpty:
            for (index, element) in values.enumerated() {
                text += (index > 0 ? margin : "") + "- "
                block(element, indent: indent + 2, into: &text)
            }
        default: text += inline(value) + "\n"
        }
    }

    private static func inline(_ value: OutputValue) -> String {
        switch value {
        case .number(let text): text
        case .plain(let text): isPlain(text) ? text : quoted(text)
        case .text(let text): isPlain(text) && startsWithLetter(text) && !isReserved(text) ? text : quoted(text)
        case .list(let values, _): "[" + values.map(inline).joined(separator: ", ") + "]"
        case .mapping(let entries, _):
            "{" + entries.map { "\($0.key): \(inline($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.isLetterOrDigit || "._/-".unicodeScalars.contains($0) }
            && text.unicodeScalars.first?.isLetterOrDigit == true
    }

    private static func startsWithLetter(_ text: String) -> Bool {
        text.unicodeScalars.first.map { $0.isLetterOrDigit && !("0"..."9").contains($0) } ?? false
    }

    /// Words that some readers of YAML take for something else.
    private static func isReserved(_ text: String) -> Bool {
        ["true", "false", "yes", "no", "on", "off", "y", "n", "null"].contains(text.lowercased())
    }

    private static func quoted(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = "\""
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : "\""
            let anchor =
                scalar == "&" && YAMLParser.startsAnchor(after: index > 0 ? scalars[index - 1] : "\"", before: next)
            result += anchor ? "\\x26" : escaped(scalar)
        }
        return result + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        case _ where scalar.isPrintable: String(scalar)
        case _ where scalar.value <= 0xFF: "\\x" + hexadecimal(scalar.value, digits: 2)
        case _ where scalar.value <= 0xFFFF: "\\u" + hexadecimal(scalar.value, digits: 4)
        default: "\\U" + hexadecimal(scalar.value, digits: 8)
        }
    }
}

extension OutputValue {
    /// True where it takes lines of its own.
    var isBlock: Bool {
        switch self {
        case .mapping(let entries, .block): !entries.isEmpty
        case .list(let values, .block): !values.isEmpty
        default: false
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isLetterOrDigit: Bool { isASCII && (properties.isAlphabetic || ("0"..."9").contains(self)) }

    /// True for what both formats may carry as it is, line and paragraph separators and byte order marks left out.
    var isPrintable: Bool {
        switch value {
        case 0x20...0x7E, 0xA1...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        default: false
        }
    }
}

/// A number in lower-case hexadecimal, padded with zeros.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
