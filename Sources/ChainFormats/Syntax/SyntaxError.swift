internal import ServiceChaining

/// Why a text is no document at all; the parser stops at the first.
struct SyntaxError: Error {
    var code: PolicyDiagnostic.Code
    var mark: DocumentMark
    var message: String
    var fix: String

    init(_ code: PolicyDiagnostic.Code, at mark: DocumentMark, _ message: String, fix: String) {
        self.code = code
        self.mark = mark
        self.message = message
        self.fix = fix
    }
}

/// Bounds on what is read, so that a hostile file costs little.
enum DocumentLimits {
    /// In bytes of UTF-8: 32 MiB, room for some ten thousand tenants.
    static let size = 32 << 20
    /// Lists and mappings within each other; a policy needs nine.
    static let depth = 64
}
