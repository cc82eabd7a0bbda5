import Foundation

/// A directory for one test, gone when the test is.
struct Scratch {
    let path: String

    static func with<Result>(_ body: (Scratch) throws -> Result) throws -> Result {
        let manager = FileManager.default
        let url = manager.temporaryDirectory.appendingPathComponent("stratos-cli-\(UUID().uuidString)")
        try manager.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? manager.removeItem(at: url) }
        return try body(Scratch(path: url.path))
    }

    /// Writes a file and returns its name.
    func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        return name
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    /// Everything in the directory or in one below it, hidden files included.
    func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }
}
