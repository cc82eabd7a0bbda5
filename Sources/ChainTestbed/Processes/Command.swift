internal import Foundation
internal import Glibc

/// The one place where the testbed runs a program to its end.
public struct Command: Sendable {
    /// What a program printed and how it ended.
    public struct Output: Sendable, Hashable {
        public var standardOutput: String
        public var standardError: String
        /// The exit status, or 128 plus the number of the signal that ended the program.
        public var status: Int32
    }

    public var arguments: [String]
    public var namespace: NetworkNamespace?
    public var environment: [String: String] = [:]
    public var input = ""
    public var timeout: Duration = .seconds(10)

    /// A command with the program, found in PATH, first.
    public init(_ arguments: [String], in namespace: NetworkNamespace? = nil) {
        self.arguments = arguments
        self.namespace = namespace
    }

    /// Runs the command on the calling thread.
    ///
    /// - Throws: `commandFailed` with what the program wrote to standard error when its status is not 0, `timedOut`
    ///   after it was ended because its time was over.
    @discardableResult
    public func run() throws -> Output {
        let output = try runUnchecked()
        guard output.status == 0 else {
            let text = output.standardError.isEmpty ? output.standardOutput : output.standardError
            let words = text.trimmingCharacters(in: .whitespacesAndNewlines)
            throw TestbedError(.commandFailed, "\(line) ended with status \(output.status): \(words)")
        }
        return output
    }

    /// Runs the command; a status other than 0 is a result like others.
    public func runUnchecked() throws -> Output {
        let output = try FileDescriptor.scratch()
        let error = try FileDescriptor.scratch()
        let process = try ChildProcess.start(
            arguments, in: namespace, environment: environment,
            input: FileDescriptor.scratch(holding: Array(input.utf8)), output: output, error: error)
        guard let status = process.wait(for: timeout) else {
            process.stop(SIGKILL)
            throw TestbedError(.timedOut, "\(line) did not end in \(timeout)")
        }
        return Output(
            standardOutput: String(decoding: output.contents(), as: UTF8.self),
            standardError: String(decoding: error.contents(), as: UTF8.self), status: status)
    }

    private var line: String {
        let place = namespace.map { " in \($0)" } ?? ""
        return "'\(arguments.joined(separator: " ").prefix(300))'\(place)"
    }
}

extension Command {
    /// Performs lines of `ip -batch` in one process, stopping at the first that fails.
    ///
    /// - Parameter options: `-6` where a line does not show that it is about IPv6.
    static func ip(_ lines: [String], in namespace: NetworkNamespace? = nil, options: [String] = []) throws {
        var command = Command(["ip"] + options + ["-batch", "-"], in: namespace)
        command.input = lines.joined(separator: "\n") + "\n"
        try command.run()
    }

    /// Loads rules into the namespace's nftables.
    static func nft(_ rules: String, in namespace: NetworkNamespace) throws {
        var command = Command(["nft", "-f", "-"], in: namespace)
        command.input = rules
        try command.run()
    }

    /// Leaves segmentation and checksums to the software on this side of a link.
    ///
    /// A packet that crosses a userspace switch with an unfinished checksum is dropped at the far end, and merged
    /// segments would make packet counts differ from box to box.
    static func disableOffloads(of interface: String, in namespace: NetworkNamespace) throws {
        try Command(["ethtool", "-K", interface, "tx", "off", "gso", "off", "gro", "off"], in: namespace).run()
    }
}
