public import Foundation

/// A directory for one test, removed with all it holds when the scope ends, also by an error.
///
/// ```swift
/// try await TemporaryDirectory.with("rules") { directory in
///     try text.write(to: directory.appending(path: "s1.txt"), atomically: true, encoding: .utf8)
/// }
/// ```
public enum TemporaryDirectory {
    /// Runs `body` with a fresh, empty directory whose name starts with `label`.
    public static func with<Result>(
        _ label: String, isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Result
    ) async throws -> Result {
        let manager = FileManager.default
        let directory = manager.temporaryDirectory.appending(path: "stratos-\(label)-\(UUID().uuidString)")
        try manager.createDirectory(at: directory, withIntermediateDirectories: true)
        let result: Result
        do {
            result = try await body(directory)
        } catch {
            try? manager.removeItem(at: directory)
            throw error
        }
        try manager.removeItem(at: directory)
        return result
    }
}
