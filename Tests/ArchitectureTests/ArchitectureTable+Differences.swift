extension ArchitectureTable {
    /// Everything in which the table and the manifest disagree, one sentence each.
    func differences(from package: PackageDescription) -> [String] {
        let targets = package.targets.filter { $0.type != "test" }
        let (documented, real) = (Set(rows.map(\.target)), Set(targets.map(\.name)))
        let missing = real.subtracting(documented).map { "target \($0) is not in the table" }
        let extra = documented.subtracting(real).map { "target \($0) is in the table but not in the manifest" }
        let repeated = documented.count == rows.count ? [] : ["a target is in the table twice"]
        return (missing + extra + repeated).sorted() + targets.flatMap(differences)
    }

    private func differences(from target: PackageDescription.Target) -> [String] {
        guard let row = self[target.name] else { return [] }
        let imports = target.dependencies.filter { !$0.isProduct }.map(\.name)
        let libraries = target.settings.compactMap(\.kind.linkedLibrary?.name)
        let products = target.dependencies.filter(\.isProduct).map(\.name) + libraries
        return Self.differences("import", of: target.name, row.imports, Set(imports))
            + Self.differences("third-party product", of: target.name, row.thirdParty, Set(products))
    }

    private static func differences(
        _ what: String, of target: String, _ documented: Set<String>, _ real: Set<String>
    ) -> [String] {
        let missing = real.subtracting(documented).map { "\(target): \(what) \($0) is not in the table" }
        let extra = documented.subtracting(real).map { "\(target): \(what) \($0) is not in the manifest" }
        return (missing + extra).sorted()
    }

    /// Imports that do not point down, and imports of the umbrella from below.
    var upwardEdges: [String] {
        rows.flatMap { row in
            row.imports.sorted().compactMap { name in
                guard let imported = self[name] else { return "\(row.target) imports \(name), which has no row" }
                guard let low = Self.levels.firstIndex(of: imported.level),
                    let high = Self.levels.firstIndex(of: row.level)
                else { return "\(row.target) or \(name) has no known level" }
                // What exists for tests only may lean on its like.
                let isFine = low < high || row.level == "T" && imported.level == "T"
                return isFine ? nil : "\(row.target) (\(row.level)) imports \(name) (\(imported.level))"
            }
        }
    }
}
