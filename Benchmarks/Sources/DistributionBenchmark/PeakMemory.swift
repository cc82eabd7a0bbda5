import CRivals
import Foundation

/// Watches how far the resident set grows from a moment on (Linux only).
struct PeakMemory {
    private let before: Int

    /// Nil where the system does not say.
    init?() {
        rival_trim_memory()
        guard Self.resetPeak(), let now = Self.bytes("VmRSS:") else { return nil }
        before = now
    }

    /// How many bytes more there were at some time than at the start.
    var growth: Int? {
        Self.bytes("VmHWM:").map { max(0, $0 - before) }
    }

    /// Makes the highest value so far the present one.
    private static func resetPeak() -> Bool {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
        defer { try? file.close() }
        return (try? file.write(contentsOf: Data("5".utf8))) != nil
    }

    private static func bytes(_ field: String) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) })
        else { return nil }
        return line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first.map { $0 * 1024 }
    }
}
