internal import Foundation

/// A stream that a person may be looking at: colours where they show, progress where somebody waits.
struct Terminal {
    let isInteractive: Bool
    let hasColours: Bool

    /// Standard output.
    static let output = Terminal(descriptor: STDOUT_FILENO)
    /// Standard error.
    static let error = Terminal(descriptor: STDERR_FILENO)
    /// A stream that is read by a program.
    static let plain = Terminal(isInteractive: false, hasColours: false)

    private init(descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        isInteractive = isatty(descriptor) == 1
        // https://no-color.org: any value but the empty one counts.
        hasColours = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    private init(isInteractive: Bool, hasColours: Bool) {
        self.isInteractive = isInteractive
        self.hasColours = hasColours
    }

    /// Select graphic rendition (ECMA-48 § 8.3.117).
    enum Style: Int {
        case bold = 1, faint = 2, red = 31, green = 32, yellow = 33, cyan = 36
    }

    func paint(_ text: String, _ style: Style) -> String {
        hasColours ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Writes to standard output; where that is full or gone the program ends, since a result that is cut off must
    /// not pass for a whole one.
    static func write(_ text: String) {
        write(Array(text.utf8))
    }

    static func write(_ bytes: [UInt8]) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            CommandFailure(.badInput, "the result cannot be written: \(error.localizedDescription)")
                .report(as: OutputFormat.requested(in: CommandLine.arguments))
            exit(ExitStatus.badInput.rawValue)
        }
    }

    /// Writes to standard error; there is nobody to tell where that fails.
    static func writeError(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Shows what is going on, in place of what was shown before; `nil` clears it. Does nothing without a terminal.
    static func progress(_ text: String?) {
        guard error.isInteractive else { return }
        writeError("\r\u{1B}[K" + (text ?? ""))
    }
}
