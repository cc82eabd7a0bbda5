public import NetworkTypes

/// One mistake in a policy: what it is, where it is, and what to do about it.
///
/// ```swift
/// for diagnostic in policy.diagnostics(for: .policy) { print(diagnostic) }
/// // tenants[0].chains[0].through[1]: chain 'web' passes 'proxi', which … [unknown-function]
/// // fix: did you mean 'proxy'?
/// ```
public struct PolicyDiagnostic: Hashable, Sendable, Error {
    public var code: Code
    public var path: PolicyPath
    /// What is wrong, naming the offender.
    public var message: String
    /// What to do.
    public var fix: String
    /// For classes that overlap: a packet that belongs to both.
    public var example: FiveTuple?

    public init(_ code: Code, at path: PolicyPath, _ message: String, fix: String, example: FiveTuple? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.fix = fix
        self.example = example
    }
}

extension PolicyDiagnostic: CustomStringConvertible {
    public var description: String { "\(path): \(message) [\(code)]\nfix: \(fix)" }
}
