public import ServiceChaining

/// One mistake in a policy file, with its place in the text.
public struct DocumentDiagnostic: Hashable, Sendable, Error, CustomStringConvertible {
    public var fileName: String
    public var mark: DocumentMark
    /// What is wrong, where in the policy, and what to do.
    public var diagnostic: PolicyDiagnostic

    public init(fileName: String, mark: DocumentMark, diagnostic: PolicyDiagnostic) {
        self.fileName = fileName
        self.mark = mark
        self.diagnostic = diagnostic
    }

    public var code: PolicyDiagnostic.Code { diagnostic.code }

    /// `policy.yaml:12:15: error: … [unknown-function]`, and the fix on a line of its own.
    public var description: String {
        "\(fileName):\(mark): error: \(diagnostic.message) [\(code)]\n    fix: \(diagnostic.fix)"
    }
}
