import Foundation

/// The table of targets in `Documentation/Architecture.md`.
struct ArchitectureTable {
    struct Row: Equatable {
        var level: String
        var target: String
        var imports: Set<String>
        var thirdParty: Set<String>
        /// Imports no Foundation, no SwiftNIO and no C library.
        var isPure: Bool
    }

    struct Malformed: Error {
        var line: String
    }

    /// Levels from the bottom to the top.
    static let levels = ["0", "1", "2", "3", "4", "5", "A", "T"]

    var rows: [Row]

    static func ofDocumentation() throws -> ArchitectureTable {
        try ArchitectureTable(markdown: PackageRoot.text(of: "Documentation/Architecture.md"))
    }

    init(markdown: String) throws {
        let lines = markdown.components(separatedBy: "\n")
        guard let header = lines.firstIndex(where: { $0.hasPrefix("| Level | Target |") }) else {
            throw Malformed(line: "no line starts with '| Level | Target |'")
        }
        rows = try lines[(header + 2)...].prefix { $0.hasPrefix("|") }.map(Self.row)
    }

    subscript(target: String) -> Row? {
        rows.first { $0.target == target }
    }

    private static func row(_ line: String) throws -> Row {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 5, let target = names(in: cells[1]).first else { throw Malformed(line: line) }
        return Row(
            level: cells[0], target: target, imports: Set(names(in: cells[3])), thirdParty: Set(names(in: cells[4])),
            isPure: cells[4].contains("no Foundation"))
    }

    /// The words between backticks.
    private static func names(in cell: String) -> [String] {
        cell.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }
}
