/// Writes a document as JSON (RFC 8259).
enum JSONEmitter {
    static func text(of document: OutputValue) -> String {
        var text = ""
        write(document, indent: 0, into: &text)
        return text + "\n"
    }

    private static func write(_ value: OutputValue, indent: Int, into text: inout String) {
        switch value {
        case .number(let number): text += number
        case .plain(let string), .text(let string): text += quoted(string)
        case .list(let values, let layout):
            write(values, "[", "]", layout, indent, into: &text) { element, inner, text in
                write(element, indent: inner, into: &text)
            }
        case .mapping(let entries, let layout):
            write(entries, "{", "}", layout, indent, into: &text) { entry, inner, text in
                text += quoted(entry.key) + ": "
                write(entry.value, indent: inner, into: &text)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ open: String, _ close: String, _ layout: OutputValue.Layout, _ indent: Int,
        into text: inout String, _ element: (Element, Int, inout String) -> Void
    ) {
        let isBlock = layout == .block && !elements.isEmpty
        let lineStart = isBlock ? "\n" + String(repeating: " ", count: indent + 2) : ""
        text += open
        for (index, value) in elements.enumerated() {
            text += (index == 0 ? "" : isBlock ? "," : ", ") + lineStart
            element(value, indent + 2, &text)
        }
        text += (isBlock ? "\n" + String(repeating: " ", count: indent) : "") + close
    }

    static func quoted(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "\"") { $0 += escaped($1) } + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        case _ where scalar.isPrintable: String(scalar)
        default: scalar.utf16.map { "\\u" + hexadecimal(UInt32($0), digits: 4) }.joined()
        }
    }
}
