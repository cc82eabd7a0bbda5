/// Why a command cannot do what it was asked; thrown by subcommands, reported in one place.
struct CommandFailure: Error {
    var status: ExitStatus
    var reports: [Report]

    /// One mistake, as people and programs read it.
    struct Report: Encodable {
        var message: String
        /// The stable name of the kind of mistake.
        var code: String?
        /// What to do about it.
        var fix: String?
        var file: String?
        /// Counted from 1, as `column`.
        var line: Int?
        var column: Int?
        var tenant: String?
        /// The field of a JSON document, such as `chains[0].volume`.
        var field: String?
    }

    init(_ status: ExitStatus, _ reports: [Report]) {
        self.status = status
        self.reports = reports
    }

    init(_ status: ExitStatus, _ message: String, fix: String? = nil, file: String? = nil) {
        self.init(status, [Report(message: message, fix: fix, file: file)])
    }

    /// Writes to standard error what is wrong.
    func report(as format: OutputFormat, isCompact: Bool = false) {
        switch format {
        case .table: Terminal.writeError(reports.map { $0.text(Terminal.error) }.joined())
        case .json:
            let text = try? OutputFormat.json(Object(status: status.rawValue, errors: reports), isCompact: isCompact)
            Terminal.writeError(text ?? "{}\n")
        }
    }

    private struct Object: Encodable {
        let status: Int32
        let errors: [Report]
    }
}

extension CommandFailure.Report {
    /// `file:line:column: error: message [code]`, `line N:` instead where there is no file, and the fix on a line of its own.
    func text(_ terminal: Terminal) -> String {
        let numbers = [line, column].compactMap { $0 }.map(String.init)
        let place = file.map { ([$0] + numbers).joined(separator: ":") } ?? line.map { "line \($0)" }
        let owner = (tenant.map { "tenant \($0): " } ?? "") + (field.flatMap { $0.isEmpty ? nil : "\($0): " } ?? "")
        let kind = code.map { " [\($0)]" } ?? ""
        let mistake = "\(place.map { $0 + ": " } ?? "")\(terminal.paint("error:", .red)) \(owner)\(message)\(kind)\n"
        return mistake + (fix.map { "  fix: \($0)\n" } ?? "")
    }
}
