public import ServiceChaining

/// A policy file that was read: the policy, or every mistake in the file with line, column and fix.
///
/// ```swift
/// let document = PolicyDocument.read(text, fileName: "policy.yaml", for: .policy)
/// document.diagnostics.forEach { print($0) }
/// guard let policy = document.policy else { … }
/// ```
public struct PolicyDocument: Hashable, Sendable {
    public let fileName: String
    public let format: PolicyFormat
    /// The policy; `nil` where there are diagnostics.
    public let policy: Policy?
    /// Every mistake, in the order of the file.
    public let diagnostics: [DocumentDiagnostic]

    /// Reads a policy and judges it.
    ///
    /// - Parameters:
    ///   - fileName: What diagnostics name; where `format` is `nil`, its end decides between YAML and JSON.
    ///   - scope: `.policy` where instances and attachments may still be missing.
    public static func read(
        _ text: String, fileName: String, format: PolicyFormat? = nil, for scope: DiagnosticScope = .deployment
    ) -> PolicyDocument {
        let format = format ?? PolicyFormat(fileName: fileName)
        do throws(SyntaxError) {
            let root = try parse(text, as: format)
            var reader = PolicyReader()
            let policy = reader.policy(root)
            let echoless = policy.diagnostics(for: scope).filter { !reader.problems.isEcho($0) }
            let found = reader.problems.diagnostics + echoless.map { (root.mark(at: $0.path.components), $0) }
            return PolicyDocument(fileName: fileName, format: format, policy: policy, found: found)
        } catch {
            let diagnostic = PolicyDiagnostic(error.code, at: PolicyPath(), error.message, fix: error.fix)
            return PolicyDocument(fileName: fileName, format: format, policy: nil, found: [(error.mark, diagnostic)])
        }
    }

    /// Reads the bytes of a file; bytes that are not UTF-8 are a mistake like any other.
    public static func read(
        utf8 bytes: [UInt8], fileName: String, format: PolicyFormat? = nil, for scope: DiagnosticScope = .deployment
    ) -> PolicyDocument {
        if let text = String(validating: bytes, as: UTF8.self) {
            return read(text, fileName: fileName, format: format, for: scope)
        }
        let diagnostic = PolicyDiagnostic(
            .notUTF8, at: PolicyPath(), "the file is not UTF-8 text", fix: "save it as UTF-8; is it a text file at all?"
        )
        return PolicyDocument(
            fileName: fileName, format: format ?? PolicyFormat(fileName: fileName), policy: nil,
            found: [(DocumentMark(line: 1, column: 1), diagnostic)])
    }

    /// The text of a policy: keys in a fixed order, defaults left out, so that equal policies give equal files.
    public static func write(_ policy: Policy, as format: PolicyFormat = .yaml) -> String {
        let document = PolicyWriter(policy).document
        return switch format {
        case .yaml: YAMLEmitter.text(of: document)
        case .json: JSONEmitter.text(of: document)
        }
    }

    private init(
        fileName: String, format: PolicyFormat, policy: Policy?,
        found: [(mark: DocumentMark, diagnostic: PolicyDiagnostic)]
    ) {
        self.fileName = fileName
        self.format = format
        self.policy = found.isEmpty ? policy : nil
        diagnostics = found.enumerated().sorted { ($0.element.mark, $0.offset) < ($1.element.mark, $1.offset) }.map {
            DocumentDiagnostic(fileName: fileName, mark: $0.element.mark, diagnostic: $0.element.diagnostic)
        }
    }

    private static func parse(_ text: String, as format: PolicyFormat) throws(SyntaxError) -> DocumentNode {
        guard text.utf8.count <= DocumentLimits.size else {
            throw SyntaxError(
                .documentTooLarge, at: DocumentMark(line: 1, column: 1),
                "the file is larger than \(DocumentLimits.size >> 20) MiB", fix: "split it by tenants")
        }
        return switch format {
        case .yaml: try YAMLParser.parse(text)
        case .json: try JSONParser.parse(text)
        }
    }
}
