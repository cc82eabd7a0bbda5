internal import Foundation

/// A directory of results that is complete or not there at all.
struct OutputDirectory {
    let path: String
    /// Whether a directory of that name gives way; only one that holds nothing but ``endings`` ever does.
    let mayReplace: Bool
    /// How the names of files end that such a command writes, and what they are.
    var endings = [".txt"]
    var contents = "rules"

    /// Writes all files beside the place where they belong, then moves them there together.
    ///
    /// - Throws: `CommandFailure` where the place is taken or cannot be written.
    func write(_ files: [(name: String, text: String)]) throws {
        let manager = FileManager.default
        let target = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL
        try checkPlace(target)
        let draft = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString)", isDirectory: true)
        do {
            defer { try? manager.removeItem(at: draft) }
            try manager.createDirectory(at: draft, withIntermediateDirectories: true)
            for file in files {
                try Data(file.text.utf8).write(to: draft.appendingPathComponent(file.name))
            }
            try move(draft, to: target)
        } catch {
            throw CommandFailure(
                .badInput, "the files cannot be written: \(error.localizedDescription)",
                fix: "name a directory in a place where you may write", file: path)
        }
    }

    private func checkPlace(_ target: URL) throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: target.path, isDirectory: &isDirectory) else { return }
        guard isDirectory.boolValue else {
            throw CommandFailure(
                .badInput, "there is a file in the place of the directory", fix: "name another", file: path)
        }
        guard mayReplace else {
            throw CommandFailure(
                .badInput, "the directory exists already", fix: "name another, or replace it with --force", file: path)
        }
        // `--output .` must not cost anybody their work.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? [target.lastPathComponent]
        if let foreign = names.sorted().first(where: { name in !endings.contains { name.hasSuffix($0) } }) {
            throw CommandFailure(
                .badInput, "the directory holds more than \(contents), such as '\(foreign)'; it is not replaced",
                fix: "name another, or a new one within it", file: path)
        }
    }

    /// What was there is moved aside first and comes back where the new cannot take its place.
    private func move(_ draft: URL, to target: URL) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: target.path) else { return try manager.moveItem(at: draft, to: target) }
        let old = draft.appendingPathExtension("old")
        try manager.moveItem(at: target, to: old)
        do {
            try manager.moveItem(at: draft, to: target)
        } catch {
            try? manager.moveItem(at: old, to: target)
            throw error
        }
        try manager.removeItem(at: old)
    }
}
