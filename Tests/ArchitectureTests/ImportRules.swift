/// What the files of a target may import.
struct ImportRules {
    /// Part of the language: any target may have them.
    static let language: Set<String> = ["Swift", "Synchronization", "RegexBuilder"]
    /// Part of the system: targets that are not pure may have them.
    static let system: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "FoundationNetworking",
    ]

    var table: ArchitectureTable

    /// Every breach of the rules by one file, one sentence each.
    func violations(target: String, file: String, source: String) -> [String] {
        guard let row = table[target] else { return ["\(file): target \(target) is not in the table"] }
        return SourceImport.all(in: source).flatMap { line in
            [forbidden(line, for: row), withoutAccessLevel(line)].compactMap { $0 }.map { "\(file): \($0)" }
        }
    }

    private func forbidden(_ line: SourceImport, for row: ArchitectureTable.Row) -> String? {
        let allowed = row.imports.union(row.thirdParty).union(Self.language).union(row.isPure ? [] : Self.system)
        return allowed.contains(line.module) ? nil : "\(row.target) may not import \(line.module)"
    }

    private func withoutAccessLevel(_ line: SourceImport) -> String? {
        guard table[line.module] != nil, line.accessLevel == nil else { return nil }
        return "import of \(line.module) has no access level"
    }
}
