internal import ChainFormats
internal import Foundation
internal import ServiceChaining

/// Policy files as commands read them.
enum PolicyFile {
    /// The document with its mistakes, if any.
    ///
    /// - Throws: `CommandFailure` where there is no such file or it cannot be read.
    static func read(_ path: String, for scope: DiagnosticScope = .deployment) throws -> PolicyDocument {
        do {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            return PolicyDocument.read(utf8: [UInt8](bytes), fileName: path, for: scope)
        } catch {
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            let reason = !exists ? "there is no such file" : isDirectory.boolValue ? "it is a directory" : nil
            throw CommandFailure(
                .badInput, "the policy cannot be read: \(reason ?? "\(error.localizedDescription)")",
                fix: exists ? "name a policy file that you may read" : "check the path; Examples/Policies has policies",
                file: path)
        }
    }

    /// The policy of a file.
    ///
    /// - Throws: `CommandFailure` where it cannot be read or has mistakes; the answer is just no where the policy is
    ///   right and what it needs is missing: instances, attachments, tunnels.
    static func policy(_ path: String, for scope: DiagnosticScope = .deployment) throws -> Policy {
        let document = try read(path, for: scope)
        guard let policy = document.policy else {
            let missing: Set<PolicyDiagnostic.Code> = [.noInstance, .notAttached, .tunnelMissing]
            let isRight = document.diagnostics.allSatisfy { missing.contains($0.code) }
            throw CommandFailure(isRight ? .no : .badInput, document.diagnostics.map(CommandFailure.Report.init))
        }
        return policy
    }
}

extension CommandFailure.Report {
    init(_ found: DocumentDiagnostic) {
        self.init(
            message: found.diagnostic.message, code: found.code.rawValue, fix: found.diagnostic.fix,
            file: found.fileName, line: found.mark.line, column: found.mark.column)
    }
}
