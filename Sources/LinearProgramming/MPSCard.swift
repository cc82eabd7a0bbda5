/// One line of a section of an MPS file, by the meaning of its fields; a field that is absent is empty.
struct MPSCard {
    /// Field 1: the type of a row or a bound.
    var code = ""
    /// Field 2: a row, a column, or the set of right-hand sides, ranges or bounds.
    var name = ""
    /// Fields 3 to 6: names with their values.
    var pairs: [(name: String, value: String)] = []

    /// - Throws: `.invalidSyntax` where fields are missing or stand in the wrong place.
    init(
        _ line: ArraySlice<UInt8>, _ section: MPSSection, _ format: MPSFormat, number: Int
    ) throws(LinearProgramError) {
        switch format {
        case .free: try self.init(words: MPSCard.words(of: line), section, number: number)
        case .fixed: try self.init(columns: line, number: number)
        }
    }

    static func words(of line: ArraySlice<UInt8>) -> [String] {
        line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: - Free format

    private init(words: [String], _ section: MPSSection, number: Int) throws(LinearProgramError) {
        // A dollar sign begins a comment, except in the first field.
        let end = words.indices.dropFirst().first { words[$0].hasPrefix("$") } ?? words.endIndex
        var rest = words[..<end]
        if section == .rows || section == .bounds { code = rest.popFirst() ?? "" }
        if section.hasName(code, before: rest.count) { name = rest.popFirst() ?? "" }
        while let word = rest.popFirst() { pairs.append((word, rest.popFirst() ?? "")) }
        guard pairs.count <= 2 else {
            throw .init(.invalidSyntax, "has more fields than a line can have; split it", at: .line(number))
        }
    }

    // MARK: - Fixed format

    private static let fields = [1..<3, 4..<12, 14..<22, 24..<36, 39..<47, 49..<61]

    private init(columns line: ArraySlice<UInt8>, number: Int) throws(LinearProgramError) {
        let bytes = Array(line.prefix(72))
        var texts = Self.fields.map { Self.text(bytes, $0) }
        if let comment = [2, 4].first(where: { texts[$0].hasPrefix("$") }) {
            for field in comment..<6 { texts[field] = "" }
        } else {
            try Self.checkGaps(bytes, number)
        }
        (code, name) = (texts[0], texts[1])
        pairs = [(texts[2], texts[3]), (texts[4], texts[5])].filter { !$0.name.isEmpty || !$0.value.isEmpty }
    }

    private static func text(_ bytes: [UInt8], _ columns: Range<Int>) -> String {
        let field = bytes[columns.clamped(to: bytes.indices)]
        let blank = UInt8(ascii: " ")
        guard let first = field.firstIndex(where: { $0 != blank }), let last = field.lastIndex(where: { $0 != blank })
        else { return "" }
        return String(decoding: field[first...last], as: UTF8.self)
    }

    private static func checkGaps(_ bytes: [UInt8], _ number: Int) throws(LinearProgramError) {
        for (column, byte) in bytes.enumerated() where byte != UInt8(ascii: " ") {
            guard byte != UInt8(ascii: "\t"), fields.contains(where: { $0.contains(column) }) else {
                let message = "column \(column + 1) lies between the fields of the fixed format; read it as free"
                throw .init(.invalidSyntax, message, at: .line(number))
            }
        }
    }
}
