internal import Foundation

/// A file, or standard input, read as it comes.
struct ByteSource {
    /// The name of the file; nil for standard input.
    let name: String?
    private let descriptor: Int32

    /// - Parameter path: the file; `-` means standard input.
    /// - Throws: `CommandFailure` where there is no such file or it cannot be opened.
    init(_ path: String) throws {
        guard path != "-" else {
            (name, descriptor) = (nil, STDIN_FILENO)
            return
        }
        (name, descriptor) = (path, open(path, O_RDONLY | O_CLOEXEC))
        guard descriptor >= 0 else { throw failure(errno) }
    }

    /// What is there, at most `count` bytes; waits where there is nothing yet. Empty at the end.
    ///
    /// - Throws: `CommandFailure` where it cannot be read.
    func next(_ count: Int = 1 << 16) throws -> [UInt8] {
        while true {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                let number = read(descriptor, buffer.baseAddress, count)
                code = number < 0 ? errno : 0
                filled = max(0, number)
            }
            if code == 0 { return bytes }
            if code != EINTR { throw failure(code) }
        }
    }

    /// Everything up to the end.
    func all() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while case let more = try next(), !more.isEmpty { bytes += more }
        return bytes
    }

    private func failure(_ code: Int32) -> CommandFailure {
        let reasons = [ENOENT: "there is no such file", EISDIR: "it is a directory"]
        return CommandFailure(
            .badInput, "the input cannot be read: \(reasons[code] ?? String(cString: strerror(code)))",
            fix: "name a file that you may read, or - for standard input", file: name)
    }
}
