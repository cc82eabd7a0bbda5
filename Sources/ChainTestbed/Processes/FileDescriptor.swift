internal import Foundation
internal import Glibc

/// An open descriptor that is closed with its last reference, so that no error path leaks one.
final class FileDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        _ = close(number)
    }

    /// Opens a file; the descriptor is above 2 and not inherited by programs.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(TestbedError) -> FileDescriptor {
        let opened = Glibc.open(path, flags | O_CLOEXEC, mode)
        guard opened >= 0 else { throw .system("cannot open \(path)") }
        defer { _ = close(opened) }
        return try duplicate(opened)
    }

    /// A file without a name that holds the bytes, read from its start.
    static func scratch(holding bytes: [UInt8] = []) throws(TestbedError) -> FileDescriptor {
        // mkstemp(3) replaces six letters X.
        var template = Array(("/tmp/stratos-scratch-" + String(repeating: "X", count: 6)).utf8CString)
        let made = mkstemp(&template)
        guard made >= 0 else { throw .system("cannot make a scratch file in /tmp") }
        defer { _ = close(made) }
        _ = unlink(template)
        let file = try duplicate(made)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .system("cannot write a scratch file in /tmp") }
            written += count
        }
        _ = lseek(file.number, 0, SEEK_SET)
        return file
    }

    /// All bytes of the file from its start.
    func contents() -> [UInt8] {
        _ = lseek(number, 0, SEEK_SET)
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(number, $0.baseAddress, $0.count) }
            guard count > 0 else { return all }
            all += chunk[..<count]
        }
    }

    private static func duplicate(_ number: Int32) throws(TestbedError) -> FileDescriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw .system("cannot duplicate a file descriptor") }
        return FileDescriptor(copy)
    }
}

extension TestbedError {
    /// A failed call to the operating system, with the text of `errno` (or of the given error number).
    static func system(_ what: String, number: Int32 = errno) -> TestbedError {
        TestbedError(.system, "\(what): \(String(cString: strerror(number)))")
    }
}
